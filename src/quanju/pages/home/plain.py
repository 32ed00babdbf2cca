"""What those may do who get no numbers."""

from quanju.domains.kernel.types import Text
from quanju.domains.people.types import Actor

SENTENCES = {
    "resident": (
        Text("查看关于您自己的数据，以及谁查阅过。", "See what is kept about you, and who looked."),
        Text("紧急情况请拨打 110。", "In an emergency call 110."),
    ),
    "volunteer": (
        Text(
            "与班组一起上勤时，在“出警”页报告位置和求助。",
            "When you ride with a crew, report positions and call for help on the Crew page.",
        ),
        Text("义警不执法；遇事先报指挥台。", "Volunteers do not enforce; tell the desk first."),
    ),
    "lawyer": (
        Text(
            "查看关于您自己的数据；咨询业务由后续模块提供。",
            "See what is kept about you; consultation comes with a later module.",
        ),
    ),
}
OTHERS = (
    Text(
        "您的岗位不查看统计数字；左侧是您可以进入的席位。",
        "Your post reads no statistics; the desks you may enter are beside this.",
    ),
)


def may_do(actor: Actor) -> tuple[Text, ...]:
    """Sentences for the plain home, by role."""
    if not actor.role:
        return (Text("您现在没有在任岗位。", "You hold no post at this moment."),)
    return SENTENCES.get(actor.role, OTHERS)
