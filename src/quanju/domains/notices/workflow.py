"""What may become of a message on its way out."""

from quanju.domains.kernel.types import Text
from quanju.domains.kernel.workflow import Workflow

DELIVERY = Workflow(
    name="delivery",
    moves={
        "queued": {"send": "sent", "fail": "failed", "give_up": "given_up"},
        "failed": {
            "send": "sent",
            "fail": "failed",
            "give_up": "given_up",
            "try_again": "queued",
        },
        "sent": {"deliver": "delivered", "fail": "failed", "give_up": "given_up"},
        "delivered": {},
        "given_up": {"try_again": "queued"},
    },
    state_labels={
        "queued": Text("待发", "queued"),
        "sent": Text("已发出", "sent"),
        "delivered": Text("已送达", "delivered"),
        "failed": Text("未发成，稍后重试", "failed, to be tried again"),
        "given_up": Text("已放弃", "given up"),
    },
    verb_labels={
        "send": Text("发出", "send"),
        "deliver": Text("送达", "deliver"),
        "fail": Text("记失败", "note a failure"),
        "give_up": Text("放弃", "give up"),
        "try_again": Text("立即重试", "try now"),
    },
)

WAITING = ("queued", "failed")
"""Still to be sent."""
