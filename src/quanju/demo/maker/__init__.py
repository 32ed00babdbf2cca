"""The maker of the invented branch: one seed, one folder, always the same bytes."""

from quanju.demo.maker.make import SEED, VERSION, make_branch

__all__ = ["SEED", "VERSION", "make_branch"]
