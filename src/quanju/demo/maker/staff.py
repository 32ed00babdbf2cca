"""Organisations, posts and accounts of the invented branch, after specification 0.4."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from quanju.demo.maker.stations import STATIONS
from quanju.demo.maker.street import Name

BRANCH = "hailar-demo"
VALID_FROM = "2025-01-01T00:00:00+08:00"
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
    "奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
)
GIVEN = "一二三四五六七八九十"
DOOR = (
    "dispatcher", "shift_supervisor", "patrol_unit", "station_command", "branch_leader",
    "community_officer", "case_officer", "outside_liaison", "reception_officer", "lobby_officer",
    "investigation_analyst", "archivist", "legal_supervision", "base_control_officer",
    "approver", "volunteer", "auditor", "system_admin",
)  # fmt: skip
"""Roles that the demo's door offers, those with most to do first."""
HEADS_PER_AREA, OFFICERS_PER_AREA, AUXILIARIES_PER_AREA = 1, 2, 3

PARTS: Sequence[tuple[str, str, Name, str]] = (
    ("office", "brigade", ("分局指挥机关", "Branch Headquarters"), BRANCH),
    ("special-police", "brigade", ("特警大队", "Special Police Brigade"), BRANCH),
    ("office-liaison", "brigade", ("机关包联组", "Office Liaison Group"), BRANCH),
    ("criminal-investigation", "brigade", ("刑事侦查大队", "Criminal Investigation Brigade"), BRANCH),
    ("public-order", "brigade", ("治安管理大队", "Public Order Brigade"), BRANCH),
    ("legal-supervision", "brigade", ("督察法制大队", "Inspection and Legal Brigade"), BRANCH),
    ("command-centre", "centre", ("情指中心", "Intelligence and Command Centre"), BRANCH),
    ("investigation-centre", "centre", ("融合侦查中心", "Integrated Investigation Centre"), BRANCH),
    ("base-control", "centre", ("基础管控中心", "Base Control Centre"), BRANCH),
    ("reception-centre", "centre", ("接报案中心", "Reception and Report Centre"), BRANCH),
    ("traffic-city-centre", "outside_agency", ("交警支队中心城区大队", "City Centre Traffic Brigade"), ""),
    ("emergency-management", "outside_agency", ("应急管理局", "Emergency Management Bureau"), ""),
    ("disease-control", "outside_agency", ("疾病预防控制中心", "Disease Control Centre"), ""),
    ("hotline-12345", "outside_agency", ("12345 政务服务热线", "Hotline 12345"), ""),
    ("grid-office", "outside_agency", ("网格化服务中心", "Community Grid Office"), ""),
    ("legal-aid", "outside_agency", ("法律援助工作站", "Legal Aid Workstation"), ""),
    ("audit-office", "outside_agency", ("独立审计办公室", "Independent Audit Office"), ""),
)  # fmt: skip
TEAMS: Sequence[tuple[str, Name]] = (
    ("community_team", ("社区警务队", "Community Policing Team")),
    ("case_team", ("案件办理队", "Case Team")),
    ("command_room", ("综合指挥室", "Command Room")),
)
BCC_POSTS: Sequence[Name] = (
    ("任务统筹岗", "Task Coordination"), ("场所管理岗", "Premises"), ("社区警务岗", "Community Policing"),
    ("矛盾化解岗", "Dispute Resolution"), ("信息质量岗", "Data Quality"), ("考核评价岗", "Evaluation"),
)  # fmt: skip


@dataclass(frozen=True)
class PostRow:
    """A row of posts.csv."""

    code: str
    organisation: str
    role: str
    title: Name
    needs_second_factor: bool = False


@dataclass(frozen=True)
class Account:
    """A row of accounts.csv."""

    username: str
    name: str
    badge: str
    post: str
    is_entry: bool = False


@dataclass
class Staff:
    """Everybody with an account, and who may ride on which kind of unit."""

    posts: list[PostRow] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)

    def post(
        self, code: str, organisation: str, role: str, zh: str, en: str, *, two: bool = False
    ) -> str:
        self.posts.append(PostRow(code, organisation, role, (zh, en), two))
        return code

    def hire(self, post: str, stem: str, count: int, *, entry: int = 0) -> list[str]:
        """So many people for the post; into the first `entry` the demo lets one with one click."""
        names = []
        for number in range(1, count + 1):
            place = len(self.accounts)
            surname = SURNAMES[place // len(GIVEN) % len(SURNAMES)]
            username = f"{stem}-{number:02d}" if count > 1 else stem
            shown = f"演示-{surname}{GIVEN[place % len(GIVEN)]}"
            badge = f"D{place + 1:05d}"
            self.accounts.append(Account(username, shown, badge, post, number <= entry))
            names.append(username)
        return names

    def of(self, post: str) -> list[str]:
        return [a.username for a in self.accounts if a.post == post]


def organisation_rows(places: dict[str, tuple[float, float]]) -> Iterator[tuple[object, ...]]:
    """Rows of organisations.csv; a station's parts stand where it stands."""
    yield BRANCH, "branch", "海拉尔分局（演示）", "Hailar Branch (demo)", "", *places["branch"]
    for code, kind, (zh, en), parent in PARTS:
        where = places["branch"] if kind != "outside_agency" else ("", "")
        yield code, kind, zh, en, parent, *where
    for station in STATIONS:
        where = places[station.code]
        zh, en = station.name
        yield station.code, "station", zh, en, BRANCH, *where
        for kind, (team_zh, team_en) in TEAMS:
            code = f"{station.code}-{kind.split('_')[0]}"
            yield code, kind, f"{zh}{team_zh}", f"{en} {team_en}", station.code, *where


def appoint(zones: Mapping[str, int]) -> Staff:
    """About 600 accounts, the case teams after the number of zones of each station; those that
    the demo's door offers stand first."""
    staff = Staff()
    _at_headquarters(staff)
    _in_centres(staff)
    for station in STATIONS:
        _at_station(
            staff, station.code, station.name, station.community_areas, zones.get(station.code, 1)
        )
    _outside(staff)
    role = {post.code: post.role for post in staff.posts}
    staff.accounts.sort(key=lambda a: DOOR.index(role[a.post]) if a.is_entry else len(DOOR))
    return staff


def _at_headquarters(staff: Staff) -> None:
    rows = (
        ("leader", "branch_leader", "分局领导", "Branch Leader", 3, True),
        ("approver", "approver", "审批人", "Approver", 2, True),
        ("archivist", "archivist", "档案员", "Archivist", 2, False),
        ("admin", "system_admin", "系统管理员", "System Administrator", 2, True),
        ("trips", "trip_coordinator", "差旅协调员", "Trip Coordinator", 2, False),
    )
    for stem, role, zh, en, count, two in rows:
        entry = stem in ("leader", "approver", "archivist", "admin")
        staff.hire(staff.post(stem, "office", role, zh, en, two=two), stem, count, entry=entry)
    patrol = staff.post(
        "special-patrol", "special-police", "patrol_unit", "特警巡逻员", "Special Police Officer"
    )
    staff.hire(patrol, "special", 40, entry=True)
    liaison = staff.post(
        "office-patrol", "office-liaison", "patrol_unit", "机关包联民警", "Office Liaison Officer"
    )
    staff.hire(liaison, "liaison", 36)
    legal = staff.post(
        "legal",
        "legal-supervision",
        "legal_supervision",
        "督察法制民警",
        "Inspection and Legal Officer",
    )
    staff.hire(legal, "legal", 6, entry=True)
    for code, zh, en in (
        ("criminal-investigation", "刑侦民警", "Investigator"),
        ("public-order", "治安民警", "Public Order Officer"),
    ):
        staff.hire(staff.post(f"{code}-case", code, "case_officer", zh, en), code, 4)


def _in_centres(staff: Staff) -> None:
    desk = staff.post("dispatcher", "command-centre", "dispatcher", "指挥调度员", "Dispatcher")
    # Acts of two persons can be tried out: two dispatchers, in two browsers.
    staff.hire(desk, "dispatcher", 12, entry=2)
    supervisor = staff.post(
        "shift-supervisor", "command-centre", "shift_supervisor", "指挥值班长", "Shift Supervisor"
    )
    staff.hire(supervisor, "supervisor", 4, entry=True)
    analyst = staff.post(
        "analyst", "investigation-centre", "investigation_analyst", "研判员", "Analyst"
    )
    staff.hire(analyst, "analyst", 14, entry=True)
    fraud = staff.post(
        "anti-fraud", "investigation-centre", "anti_fraud_officer", "反诈专员", "Anti-fraud Officer"
    )
    staff.hire(fraud, "anti-fraud", 6)
    for number, (zh, en) in enumerate(BCC_POSTS, 1):
        post = staff.post(f"base-control-{number}", "base-control", "base_control_officer", zh, en)
        staff.hire(post, f"base-{number}", 2 if number == 1 else 1, entry=number == 1)
    lobby = staff.post("lobby", "reception-centre", "lobby_officer", "大堂警官", "Lobby Officer")
    staff.hire(lobby, "lobby", 2, entry=True)
    desk = staff.post(
        "reception", "reception-centre", "reception_officer", "接报案民警", "Reception Officer"
    )
    staff.hire(desk, "reception", 4, entry=True)


def _at_station(staff: Staff, code: str, name: Name, areas: int, zones: int) -> None:
    zh, en = name
    first = code == STATIONS[0].code
    room, cases, community = (f"{code}-{part}" for part in ("command", "case", "community"))
    post = staff.post(
        f"{code}-duty", room, "station_command", f"{zh}指挥室值班员", f"{en} Duty Officer"
    )
    staff.hire(post, f"{code}-duty", 3, entry=first)
    post = staff.post(
        f"{code}-reception", room, "reception_officer", f"{zh}接报案民警", f"{en} Reception Officer"
    )
    staff.hire(post, f"{code}-reception", 2, entry=first)
    post = staff.post(f"{code}-cases", cases, "case_officer", f"{zh}办案民警", f"{en} Case Officer")
    staff.hire(post, f"{code}-case", 2 + 2 * zones, entry=first)
    head = staff.post(
        f"{code}-head", community, "community_officer", f"{zh}警格长", f"{en} Community Police Head"
    )
    staff.hire(head, f"{code}-head", areas * HEADS_PER_AREA, entry=first)
    post = staff.post(
        f"{code}-officer",
        community,
        "community_officer",
        f"{zh}社区民警",
        f"{en} Community Officer",
    )
    staff.hire(post, f"{code}-officer", areas * OFFICERS_PER_AREA)
    post = staff.post(
        f"{code}-auxiliary",
        community,
        "community_officer",
        f"{zh}社区辅警",
        f"{en} Community Auxiliary",
    )
    staff.hire(post, f"{code}-auxiliary", areas * AUXILIARIES_PER_AREA)
    post = staff.post(
        f"{code}-volunteer", community, "volunteer", f"{zh}平安义警", f"{en} Volunteer"
    )
    staff.hire(post, f"{code}-volunteer", 4, entry=first)


def _outside(staff: Staff) -> None:
    traffic = staff.post(
        "traffic-liaison",
        "traffic-city-centre",
        "outside_liaison",
        "交警联勤联络员",
        "Traffic Police Liaison",
    )
    staff.hire(traffic, "traffic", 18, entry=True)
    for code, zh, en in (
        ("emergency-management", "应急联络员", "Emergency Liaison"),
        ("disease-control", "疾控联络员", "Disease Control Liaison"),
        ("hotline-12345", "热线联络员", "Hotline Liaison"),
    ):
        staff.hire(staff.post(f"{code}-liaison", code, "outside_liaison", zh, en), code, 2)
    grid = staff.post("grid-member", "grid-office", "grid_member", "网格员", "Grid Member")
    staff.hire(grid, "grid", 70)
    lawyer = staff.post("lawyer", "legal-aid", "lawyer", "值班律师", "Duty Lawyer")
    staff.hire(lawyer, "lawyer", 4)
    auditor = staff.post("auditor", "audit-office", "auditor", "审计员", "Auditor", two=True)
    staff.hire(auditor, "auditor", 2, entry=True)
