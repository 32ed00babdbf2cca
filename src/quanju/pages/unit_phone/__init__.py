"""The crew's phone: sign on, the present order, its steps, position, call for help."""
