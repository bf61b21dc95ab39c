"""The rules written plainly in PyTorch, from descriptions of them: what drop-ins fall back on where predictions are not finite, and what
tests and benchmarks compare the engine with. NaN and infinities take the way that PyTorch's operations give them.
"""
