"""Tensors as the engine wants them: on the CPU, of a known type and layout, at an address. Nothing here touches a graph."""

import torch

from duet_assign._memory import check_shape, warn_copy

_FLOATING = (torch.float32, torch.float16, torch.bfloat16, torch.float64)
# Before PyTorch 2 the method had another name.
_storage = torch.Tensor.untyped_storage if hasattr(torch.Tensor, "untyped_storage") else torch.Tensor._storage


def require(name, tensor, shape):
    """Raises unless tensor is a CPU tensor of the shape, in which -1 stands for any extent."""
    if not isinstance(tensor, torch.Tensor):
        raise TypeError(f"{name}: {type(tensor).__name__}, expected a tensor")
    if tensor.device.type != "cpu":
        raise ValueError(
            f"{name}: on {tensor.device}; duet assigns on the CPU. Move what the assigner gets with .cpu() and its results back, "
            "see docs/python.md"
        )
    if tensor.layout is not torch.strided:
        raise TypeError(f"{name}: layout {tensor.layout}, expected a dense tensor")
    check_shape(name, tensor.shape, shape)
    if tensor.is_contiguous():
        last = tensor.storage_offset() + tensor.numel()
    elif tensor.numel():
        last = tensor.storage_offset() + 1 + sum((side - 1) * step for side, step in zip(tensor.shape, tensor.stride()))
    else:
        return
    held = _storage(tensor).nbytes()
    if held < last * tensor.element_size() and tensor.numel():
        # Storages can be resized under a tensor; reading on would crash.
        raise ValueError(f"{name}: its storage was resized to {held} bytes, fewer than its shape needs")


def plain(tensor):
    """The tensor without graph, and with a negation that PyTorch has put off carried out: memory would show the numbers before it."""
    return tensor.detach().resolve_neg()


def floating(name, tensor, shape):
    """As require, and of a floating point type."""
    require(name, tensor, shape)
    if tensor.dtype not in _FLOATING:
        raise TypeError(f"{name}: dtype {tensor.dtype}, expected floating point numbers")


def rows(name, tensor, half=False):
    """A [B, N, K] tensor where it lies, or a copy, and whether it lies as [B, K, N]."""
    if tensor.is_neg():
        tensor = plain(tensor)
    if tensor.dtype is not torch.float32 and not (half and tensor.dtype is torch.float16):
        warn_copy(name, str(tensor.dtype))
        return tensor.detach().to(torch.float32).contiguous(), False
    if tensor.is_contiguous():
        return tensor, False
    if tensor.transpose(1, 2).is_contiguous():
        return tensor, True
    warn_copy(name, "not contiguous")
    return tensor.detach().contiguous(), False


def as_float(tensor):
    """A small tensor as contiguous float32."""
    return plain(tensor).to(torch.float32).contiguous()


def as_labels(name, tensor):
    """Class labels as contiguous int32; whole numbers in any type."""
    if tensor.dtype in (torch.bool, torch.complex64, torch.complex128):
        raise TypeError(f"{name}: dtype {tensor.dtype}, expected numbers of classes")
    if tensor.is_floating_point() and not torch.isfinite(tensor).all():
        raise ValueError(f"{name}: holds values that are not finite")
    tensor = plain(tensor)
    if tensor.dtype in (torch.int64, torch.float64, torch.float32, torch.bfloat16):
        # Numbers beyond 32 bits would wrap around to classes that exist.
        tensor = tensor.clamp(-1, 1 << 30)
    return tensor.to(torch.int32).contiguous()


def as_mask(tensor):
    """A mask as contiguous bytes, 1 where it is not 0."""
    return (tensor != 0).contiguous() if tensor.dtype is not torch.bool else tensor.contiguous()
