"""Who is told what, by which way, and whether it arrived.

A verb above calls `tell` in its own write: the notice and what is to be sent stand in the outbox
with the change, or neither does. A job sends; a gateway that is down holds up no verb and no other
way. Texts, ways and quiet hours are rule tables; who gets it is asked of `people`. It is no chat,
and no way in.
"""
