"""Rule tables as forms: what a model asks, a draft that keeps its remarks, differences in words."""
