"""The room's words: a fault that desks show, a check that a monitor asks for."""

from dataclasses import dataclass

from quanju.domains.kernel.types import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """Something of the service that does not run; `text` says what to do meanwhile."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold, and what was found instead. Holds no address and no secret."""

    name: str
    holds: bool
    found: str = "ok"
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """All checks of a moment."""

    checks: tuple[Check, ...]

    @property
    def is_ready(self) -> bool:
        return all(check.holds for check in self.checks)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(check.fault for check in self.checks if check.fault)


WORKER = Fault(
    "worker",
    Text(
        "后台任务没有运行：时限提醒不会发出，请值班员自己盯住时限，并通知系统管理员。",
        "The worker does not run: no alert is raised. Watch the clocks yourselves and tell the "
        "administrator.",
    ),
)
DATABASE = Fault(
    "database",
    Text(
        "数据库没有应答：暂时什么也存不了，急事请用电台。",
        "The database does not answer: nothing can be stored for now. If it is urgent, use the "
        "radio.",
    ),
)


def clock_off(seconds: float) -> Fault:
    """The computer's clock was moved; the service goes on by its own."""
    size, is_ahead = _span(abs(seconds)), seconds > 0
    return Fault(
        "clock",
        Text(
            f"服务器的时钟{'快' if is_ahead else '慢'}了{size.zh}：系统按自己的时间继续，提醒照发。"
            "请系统管理员校时；若新的时间才对，请重启服务。",
            f"The server's clock is {size.en} {'ahead' if is_ahead else 'behind'}: the service "
            "goes on by its own time and alerts are raised. The administrator must set the clock, "
            "or restart the service if the new time is the right one.",
        ),
    )


def journal_ahead(seconds: float) -> Fault:
    """The newest entry was written by a clock that is ahead of this one."""
    size = _span(seconds)
    return Fault(
        "journal_ahead",
        Text(
            f"最新一条记录的时间比本机快{size.zh}：几台服务器的时钟不一致，请系统管理员校时。",
            f"The newest entry lies {size.en} ahead of this server: the servers' clocks differ. "
            "The administrator must set them.",
        ),
    )


def disk_low(free_mb: int) -> Fault:
    """So little is left that writing will soon stop."""
    return Fault(
        "disk",
        Text(
            f"服务器磁盘只剩 {free_mb} MB：满了就什么也存不了，请马上通知系统管理员。",
            f"Only {free_mb} MB are left on the server's disk: when it is full nothing can be "
            "stored. Tell the administrator now.",
        ),
    )


def _span(seconds: float) -> Text:
    if seconds < 120:
        return Text(f"{seconds:.0f} 秒", f"{seconds:.0f} s")
    if seconds < 2 * 3600:
        return Text(f"{seconds / 60:.0f} 分钟", f"{seconds / 60:.0f} min")
    return Text(f"{seconds / 3600:.1f} 小时", f"{seconds / 3600:.1f} h")
