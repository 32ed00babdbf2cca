"""The words of the kit that is printed for the hours without the system."""

from quanju.domains.kernel.types import Text

WORDS = {
    "title": Text("断网断电时的接处警纸质卡", "Paper for the hours without the system"),
    "printed": Text("打印于", "Printed"),
    "use": Text("怎么用", "How to use it"),
    "units": Text("警力一览", "Units"),
    "phones": Text("值班电话簿", "Duty phone book"),
    "map": Text("巡区图", "Zones"),
    "card": Text("警情卡", "Card"),
    "call": Text("接警", "Call"),
    "orders": Text("派警", "Orders"),
    "received": Text("接警时刻（年月日时分）", "Call taken at (day, hour, minute)"),
    "number": Text("来电号码", "Caller's number"),
    "anonymous": Text("匿名", "stays anonymous"),
    "place": Text("地点（路口、门牌、旁边是什么）", "Place (crossing, number, what is beside it)"),
    "zone": Text("巡区", "Zone"),
    "type": Text("类型", "Type"),
    "grade": Text("等级", "Grade"),
    "said": Text("报警内容", "What is said"),
    "services": Text("外援（勾选，写时刻）", "Others asked (tick and moment)"),
    "ended": Text("处置结果", "How it ended"),
    "feedback": Text("反馈", "Feedback"),
    "entered": Text("补录：警情编号", "Entered later as incident"),
    "by": Text("录入人", "by"),
    "none": Text("没有登记", "none on record"),
}
STEPS = (
    Text(
        "一次来电用一张卡，卡号在右上角，全分局不重复。",
        "One card a call; no other card has the number at its top right.",
    ),
    Text(
        "先写接警时刻、地点、发生了什么；再按巡区图找最近的警力，用电台派警。",
        "Write the moment, the place, what happened; find the nearest unit on the map; "
        "send it by radio.",
    ),
    Text(
        "警力报告签收、出发、到场、处置完毕时，把时刻写到分钟。",
        "Write to the minute when the unit signs off, departs, arrives and is done.",
    ),
    Text(
        "系统恢复后在“指挥台 → 今日来电 → 纸卡”逐张录入；每张卡只能录入一次。",
        "Afterwards enter each card: desk, calls today, paper cards. Each can be entered once.",
    ),
    Text(
        "补录的警情不计入接警、到场等时效指标，指标旁写明件数。",
        "What is entered so is left out of the measures of response, which say how many.",
    ),
)
UNIT_HEAD = (
    Text("呼号", "Call sign"),
    Text("警种", "Force"),
    Text("所属", "Of"),
    Text("车辆", "Vehicle"),
    Text("巡区", "Zone"),
)
PHONE_HEAD = (
    Text("用途", "For"),
    Text("单位", "Office"),
    Text("电话", "Number"),
    Text("说明", "Remark"),
)
