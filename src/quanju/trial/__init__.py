"""The whole product under load: a site of its own, real servers, real requests, and figures.

Nothing here is imported by the product. It starts processes on the loopback, ends those it
started, and leaves nothing behind but its figures.
"""
