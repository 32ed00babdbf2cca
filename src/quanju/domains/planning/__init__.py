"""Planning: studies of zones, points and what-if questions, and the plans made of them."""
