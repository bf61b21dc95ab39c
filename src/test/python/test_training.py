"""The first steps of a training run with plain PyTorch's assigner and with the drop-in; train_tiny.py runs the whole of it."""

import unittest

import torch
import train_tiny

import duet_assign.torch
from duet_assign.torch.plain.aligned import PlainTaskAligned


class Training(unittest.TestCase):
    def test_first_steps(self):
        generator = torch.Generator().manual_seed(1)
        batches = [train_tiny.shapes(generator, 4) for _ in range(4)]
        plain = train_tiny.train(PlainTaskAligned(**train_tiny.SETTINGS, stable=True), train_tiny.ALIKE, batches)
        ours = train_tiny.train(duet_assign.torch.TaskAlignedAssigner(**train_tiny.SETTINGS), train_tiny.ALIKE, batches)
        for a, b in zip(plain[3][:2], ours[3][:2]):
            self.assertTrue(torch.equal(a, b))
        torch.testing.assert_close(ours[3][2], plain[3][2], rtol=5e-5, atol=1e-6)
        torch.testing.assert_close(torch.tensor(ours[0]), torch.tensor(plain[0]), rtol=1e-4, atol=0)
        self.assertLess(ours[0][-1], 0.9 * ours[0][0])

    def test_another_rule_trains_otherwise(self):
        """What the test above compares is sensitive to the assignment."""
        generator = torch.Generator().manual_seed(1)
        batches = [train_tiny.shapes(generator, 4) for _ in range(4)]
        plain = train_tiny.train(PlainTaskAligned(**train_tiny.SETTINGS, stable=True), 5, batches)
        other = train_tiny.train(duet_assign.torch.TaskAlignedAssigner(**{**train_tiny.SETTINGS, "topk": 9}), 5, batches)
        self.assertFalse(torch.allclose(torch.tensor(other[0]), torch.tensor(plain[0]), rtol=1e-4, atol=0))


if __name__ == "__main__":
    unittest.main()
