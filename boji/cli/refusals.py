"""What a command says when it refuses: the reasons in words, on standard error, and exit code 1.

Owns which errors are refusals. Anything else is a fault of the program and keeps its trace.
"""

from __future__ import annotations

import errno
from typing import Any

import click

from boji.cli.options import language_of
from boji.engine.execute import EngineMissing, FiguresOverflow
from boji.engine.explain import NoSuchFigure
from boji.engine.grains import MetricUnknown, SubjectUnavailable
from boji.engine.periods import PeriodError
from boji.engine.plan.issues import PlanRefused
from boji.engine.results.statement import NoSuchPerson
from boji.intake import ImportRefused
from boji.intake.sheet_writing import SeveralSheets
from boji.lake.derived import RefundsOverflow
from boji.lake.ledger import ImportAbsent
from boji.lake.snapshot import SnapshotAbsent
from boji.payouts.refusals import StepRefused
from boji.payouts.runs import RunAbsent, WrongZone
from boji.plans.publishing import NoPlanInForce
from boji.platform.working_days import CalendarFaulty
from boji.replay.question import Unanswerable
from boji.workspace import WorkspaceError

SPEAKING = (
    CalendarFaulty,
    EngineMissing,
    ImportAbsent,
    ImportRefused,
    MetricUnknown,
    PlanRefused,
    RefundsOverflow,
    RunAbsent,
    SeveralSheets,
    SnapshotAbsent,
    StepRefused,
    SubjectUnavailable,
    Unanswerable,
    WorkspaceError,
    WrongZone,
)


class Refused(click.ClickException):
    """Done nothing, for these reasons."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


class RefusingGroup(click.Group):
    """Turns refusals of actions into their words."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except NoPlanInForce as absent:
            raise Refused(_no_plan(absent, language_of(context))) from absent
        except SPEAKING as refusal:
            raise Refused(refusal.text(language_of(context))) from refusal
        except PeriodError as error:
            raise click.UsageError(str(error)) from error
        except NoSuchPerson as error:
            raise Refused(_nobody(str(error), language_of(context))) from error
        except NoSuchFigure as error:
            raise Refused(_no_figure(error, language_of(context))) from error
        except FiguresOverflow as error:
            raise Refused(f"{_overflow(language_of(context))}\n{error}") from error
        except BrokenPipeError:
            raise SystemExit(0) from None
        except OSError as error:
            if error.filename is None:
                raise
            raise Refused(_system_words(error, language_of(context))) from error


def _nobody(person: str, language: str) -> str:
    return f"没有人员 {person}" if language == "zh" else f"There is no person {person}"


def _no_plan(absent: NoPlanInForce, language: str) -> str:
    if absent.published:
        return absent.text(language)
    zh, en = "：boji plan publish 文件 --reason 原因", ": boji plan publish FILE --reason TEXT"
    return absent.text(language) + (zh if language == "zh" else en)


def _no_figure(error: NoSuchFigure, language: str) -> str:
    nearest = ", ".join(error.nearest)
    if language == "zh":
        return f"没有指标或金额 {error.figure}。可以写：{nearest}"
    return f"There is no figure {error.figure}. Try: {nearest}"


def _overflow(language: str) -> str:
    if language == "zh":
        return "有数值超出 128 位，未保存任何结果。请检查金额与目标的数量级"
    return "A figure left 128 bits; nothing was kept. Check the size of amounts and targets"


_SYSTEM_WORDS = {
    errno.EACCES: "没有权限",
    errno.EEXIST: "已经存在",
    errno.EISDIR: "是一个目录",
    errno.ENOENT: "文件或目录不存在",
    errno.ENOSPC: "磁盘空间不足",
    errno.ENOTDIR: "上级不是目录",
    errno.EROFS: "位置只读",
}


def _system_words(error: OSError, language: str) -> str:
    if language == "zh":
        return f"{error.filename}：{_SYSTEM_WORDS.get(error.errno or 0, error.strerror)}"
    return f"{error.filename}: {error.strerror}"
