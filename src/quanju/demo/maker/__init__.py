"""The maker of the invented branch: one seed, one folder, always the same bytes."""
