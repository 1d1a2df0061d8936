"""What calls do: imports with their jobs, steps of pay periods, changes of people; each once for its key."""

from __future__ import annotations

import json
import sys
import uuid
from contextlib import nullcontext
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from boji.api import once
from boji.api.models import KeptAnswer
from boji.lake.ledger import ledger
from boji.payouts.models import PayPeriod, PeriodStep
from boji.people.queries import stints_of
from boji.platform import clock
from boji.platform.jobs import execution, queue
from boji.platform.jobs.models import Job
from boji.platform.models import AuditEntry
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.cli.company import Company
from tests.site.api.conftest import ROOT, MakeProgram, Program, body_of

pytestmark = pytest.mark.usefixtures("own_company")
UNKNOWN = (
    "订单编号,子单号,商品名称,实付款,付款时间\n"
    'A1,A1-1,面膜,"¥1,299.90",2026/9/3 20:15:33\n'
    "A2,A2-1,精华,1.2万,2026-09-03 21:05:01\n"
    "A5,A5-1,精华,12.00,2026-09-03 21:06:01\n"
    "A6,A6-1,精华,13.00,2026-09-03 21:07:01\n"
    "A3,A3-1,口红,abc,2026-09-04 00:12:00\n"
    "A4,A4-1,口红,def,2026-09-04 00:12:00\n"
)
REFUND = {"refund_id": "r9", "line_id": "s3", "refunded_at": "2026-03-11 10:00:00", "amount": "50.00"}


@pytest.fixture(autouse=True)
def no_pulse(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job's pulse has a connection of its own, which does not see what a test has not committed."""
    monkeypatch.setattr(execution, "Pulse", lambda _: nullcontext())


@pytest.fixture
def own_commands(own_company: Workspace) -> Company:
    return Company(own_company.path)


def _work(program: Program, answer: Any) -> Any:
    """Have a worker do the job of an answer; the job as it is then."""
    asked = body_of(answer)
    assert (answer.status_code, asked["state"]) == (202, "queued"), asked
    job = queue.take("host:1:worker")
    assert job is not None
    assert job.pk == asked["id"]
    execution.perform(job)
    return program.read(f"jobs/{asked['id']}")


def _file(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


# ---- Imports


def test_rows_come_in_once_and_are_undone(
    program: MakeProgram, own_company: Workspace, own_commands: Company
) -> None:
    analyst = program(Role.ANALYST, name="lin")
    before = len(ledger(own_company))
    done = _work(analyst, analyst.post("imports/rows", {"table": "refunds", "rows": [REFUND]}))
    assert done["state"] == "done", done
    assert [(one["table"], one["added"]) for one in done["result"]["files"]] == [("refunds", 1)]
    number = done["result"]["import"]
    assert own_commands.figures("imports", "show", str(number), language="en") == analyst.read(
        f"imports/{number}"
    )
    assert ledger(own_company)[-1].entry.origin.by == "lin"
    again = _work(analyst, analyst.post("imports/rows", {"table": "refunds", "rows": [REFUND]}))
    assert again["result"]["published"] is False
    undone = _work(analyst, analyst.post(f"imports/{number}/undo", {"reason": "测试"}))
    assert (undone["state"], undone["result"]["undone"]) == ("done", number)
    assert len(ledger(own_company)) == before + 2
    refused = analyst.post(f"imports/{number}/undo", {"reason": "again"})
    assert refused.status_code == 409
    assert [one.action for one in AuditEntry.objects.order_by("id")][-2:] == ["api.import", "api.undo"]


def test_an_undo_that_was_done_before_its_worker_died_is_done(
    program: MakeProgram, own_company: Workspace
) -> None:
    analyst = program(Role.ANALYST, name="lin")
    number = _work(analyst, analyst.post("imports/rows", {"table": "refunds", "rows": [REFUND]}))["result"][
        "import"
    ]
    asked = body_of(analyst.post(f"imports/{number}/undo", {"reason": "x"}))
    job = queue.take("host:1:worker")
    assert job is not None
    execution.perform(job)
    lines = len(ledger(own_company))
    Job.objects.filter(pk=asked["id"]).update(state="running", ended_at=None)
    execution.perform(Job.objects.get(pk=asked["id"]))
    assert analyst.read(f"jobs/{asked['id']}")["state"] == "done"
    assert len(ledger(own_company)) == lines


def test_files_come_in_as_they_are(program: MakeProgram) -> None:
    analyst = program(Role.ANALYST)
    text = "refund_id,line_id,refunded_at,amount\nr8,s5,2026-03-12 10:00:00,10.00\n"
    answer = analyst.post(
        "imports", files=[_file("refunds.csv", text)], exported_at="2026-03-12T12:00:00+08:00"
    )
    done = _work(analyst, answer)
    assert done["state"] == "done", done
    assert done["result"]["files"][0]["exported_at"].startswith("2026-03-12")


def test_all_that_is_wrong_with_rows_is_said(program: MakeProgram) -> None:
    analyst = program(Role.ANALYST)
    rows = [REFUND | {"amount": "much"}, REFUND | {"refund_id": "r10", "refunded_at": "yesterday"}]
    done = _work(analyst, analyst.post("imports/rows", {"table": "refunds", "rows": rows}))
    assert (done["state"], done["result"]) == ("failed", None)
    assert {one["place"] for one in done["errors"]} == {
        "refunds.csv, row 2, column amount",
        "refunds.csv, row 3, column refunded_at",
    }
    for wrong in ({"amount": 50.0}, {"amount": [1]}):
        answer = analyst.post("imports/rows", {"table": "refunds", "rows": [REFUND | wrong]})
        assert answer.status_code == 422, wrong
    assert analyst.post("imports/rows", {"table": "nothing", "rows": [REFUND]}).status_code == 422
    assert analyst.post("imports/rows", {"table": "refunds", "rows": []}).status_code == 422


def test_a_file_of_no_known_format_answers_with_a_proposal(program: MakeProgram) -> None:
    """The draft goes back with the file; rows that cannot be read are listed then, each with its reason."""
    analyst = program(Role.ANALYST)
    failed = _work(analyst, analyst.post("imports", files=[_file("我的商城.csv", UNKNOWN)]))
    assert (failed["state"], failed["result"]) == ("failed", None)
    [(name, draft)] = failed["proposals"].items()
    assert (name, draft["table"], draft["missing"]) == ("我的商城.csv", "order_lines", [])
    assert {"header": "实付款", "column": "paid_amount"}.items() <= next(
        one for one in draft["columns"] if one["column"] == "paid_amount"
    ).items()
    again = [_file("我的商城.csv", UNKNOWN)]
    done = _work(analyst, analyst.post("imports", files=again, mapping=draft["mapping"]))
    assert done["state"] == "done", done
    assert [(one["accepted"], one["quarantined"]) for one in done["result"]["files"]] == [(4, 2)]
    path = f"imports/{done['result']['import']}/quarantine"
    first = analyst.read(path, limit=1)
    second = analyst.read(path, cursor=first["next"])
    assert [one["cells"]["实付款"] for one in (*first["items"], *second["items"])] == ["abc", "def"]
    assert second["next"] is None
    assert "abc" in first["items"][0]["reason"]


def test_uploads_are_bounded(program: MakeProgram, settings: object) -> None:
    settings.BOJI_UPLOAD_MEGABYTES = 0  # type: ignore[attr-defined]
    answer = program(Role.ANALYST).post("imports", files=[_file("refunds.csv", "a")])
    assert answer.status_code == 422
    assert not Job.objects.exists()


# ---- Pay periods


def test_a_month_goes_to_pay_day(program: MakeProgram, own_commands: Company) -> None:
    fang, wen, hu = (program(role, name=name) for role, name in
                     ((Role.FINANCE, "fang"), (Role.FINANCE, "wen"), (Role.HR, "hu")))  # fmt: skip
    for month in ("2026-02", "2026-03"):
        assert _work(fang, fang.post(f"periods/{month}/calculate"))["state"] == "done"
        board = fang.read(f"periods/{month}")["board"]
        reasons = {one["code"]: "known" for one in board if one["weight"] == "waive"}
        if reasons:
            assert wen.post(f"periods/{month}/check").status_code == 409
        assert body_of(wen.post(f"periods/{month}/check", {"reasons": reasons}))["state"] == "checked"
        assert fang.post(f"periods/{month}/approve").status_code == 409  # four eyes
        assert body_of(hu.post(f"periods/{month}/approve", {"note": "ok"}))["state"] == "approved"
        assert fang.get(f"periods/{month}/pay-file").status_code == 409
        assert body_of(hu.post(f"periods/{month}/lock"))["state"] == "locked"
    shown = fang.read("periods/2026-03")
    assert shown == own_commands.figures("period", "show", "2026-03", "--as", "fang", language="en")
    assert hu.post("periods/2026-03/pay", {"paid_on": "2026-04-10"}).status_code == 404  # not HR's
    assert fang.get("periods/2026-03/pay-file", format="xlsx").content.startswith(b"PK")
    file = fang.get("periods/2026-03/pay-file")
    assert (
        file.content.decode("utf-8-sig").splitlines()[0]
        == "reference,person,name,team,month,amount,pay date,status"
    )
    assert body_of(fang.post("periods/2026-03/pay", {"paid_on": "2026-04-10"}))["state"] == "paid"
    assert fang.post("periods/2026-03/reopen", {"reason": "late"}).status_code == 409
    assert {one.through for one in AuditEntry.objects.filter(action__in=["period.lock", "period.pay"])} == {
        "api"
    }


def test_a_step_on_another_run_than_was_seen_is_refused(program: MakeProgram) -> None:
    fang = program(Role.FINANCE)
    _work(fang, fang.post("periods/2026-02/calculate"))
    refused = fang.post("periods/2026-02/check", {"run": "another"})
    assert refused.status_code == 409
    assert "calculated anew" in body_of(refused)["detail"]


# ---- People


def test_a_person_changes_from_a_day_on(program: MakeProgram, own_company: Workspace) -> None:
    hr = program(Role.HR)
    asked = {"starts_on": "2026-04-01", "tier": "head", "reason": "升级"}
    assert _work(hr, hr.post("people/A/changes", asked))["state"] == "done"
    assert [(one.tier, one.starts_on.isoformat()) for one in stints_of(own_company, "A")] == [
        ("mid", "2026-01-01"),
        ("head", "2026-04-01"),
    ]
    assert hr.read("people/A", on="2026-04-02")["tier"] == "head"
    gone = _work(hr, hr.post("people/L/changes", asked))
    assert (gone["state"], gone["result"]) == ("failed", None)
    assert hr.post("people/nobody/changes", asked).status_code == 404
    assert hr.post("people/A/changes", {"starts_on": "2026-04-01", "reason": "x"}).status_code == 422


# ---- Jobs


def test_jobs_are_ones_own_and_of_ones_scopes(program: MakeProgram) -> None:
    lin, other = program(Role.ANALYST), program(Role.ANALYST)
    number = body_of(lin.post("imports/rows", {"table": "refunds", "rows": [REFUND]}))["id"]
    assert [one["id"] for one in lin.read("jobs")["items"]] == [number]
    assert other.read("jobs")["items"] == []
    assert other.get(f"jobs/{number}").status_code == 404  # though it may see all on its page
    assert body_of(lin.post(f"jobs/{number}/cancel"))["state"] == "cancelled"


# ---- Once


def test_a_post_happens_once_for_its_key(program: MakeProgram) -> None:
    lin = program(Role.ANALYST)
    asked = {"table": "refunds", "rows": [REFUND]}
    key = str(uuid.uuid4())
    first, again = lin.post("imports/rows", asked, key=key), lin.post("imports/rows", asked, key=key)
    assert first.content == again.content
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Job.objects.count() == 1
    other = lin.post("imports/rows", {"table": "refunds", "rows": [REFUND | {"amount": "1.00"}]}, key=key)
    assert other.status_code == 422
    assert body_of(other)["errors"][0]["place"] == "header.Idempotency-Key"
    somebody = program(Role.ANALYST).post("imports/rows", asked, key=key)  # keys are each token's own
    assert somebody.status_code == 202
    assert Job.objects.count() == 2


def test_files_are_the_same_whatever_divides_them(program: MakeProgram) -> None:
    lin, key = program(Role.ANALYST), "k"
    text = "refund_id,line_id,refunded_at,amount\nr8,s5,2026-03-12 10:00:00,10.00\n"
    sent = [
        lin.post("imports", key=key, files=[_file("refunds.csv", one)]) for one in (text, text, text + " ")
    ]
    assert [one.status_code for one in sent] == [202, 202, 422]
    assert Job.objects.count() == 1


@pytest.mark.parametrize("key", ["", " ", "ключ", "x" * 201])
def test_without_a_key_nothing_is_done(key: str, program: MakeProgram) -> None:
    lin = program(Role.ANALYST)
    headers = {"Authorization": f"Bearer {lin.secret}"} | (
        {"Idempotency-Key": key.encode().decode("latin-1")} if key else {}
    )
    body = json.dumps({"table": "refunds", "rows": [REFUND]})
    answer = lin.client.post(f"{ROOT}imports/rows", body, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert not Job.objects.exists()


def test_a_refusal_uses_up_no_key(program: MakeProgram) -> None:
    fang = program(Role.FINANCE)
    assert fang.post("periods/2026-02/check", key="k").status_code == 409
    assert not KeptAnswer.objects.exists()
    assert fang.post("periods/2026-02/calculate", key="k").status_code == 202


def test_a_crash_in_between_leaves_nothing_or_all(
    program: MakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the action and before its answer is kept: neither is there, and the same key does it then."""
    fang = program(Role.FINANCE)
    _work(fang, fang.post("periods/2026-02/calculate"))
    before = PeriodStep.objects.count()
    body = {"reasons": {one["code"]: "x" for one in fang.read("periods/2026-02")["board"]}}
    save = KeptAnswer.save

    def dies(self: KeptAnswer, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise SystemExit("killed")
        save(self, *args, **kwargs)

    monkeypatch.setattr(KeptAnswer, "save", dies)
    with pytest.raises(SystemExit):
        fang.post("periods/2026-02/check", body, key="k")
    monkeypatch.setattr(KeptAnswer, "save", save)
    assert PayPeriod.objects.get(label="2026-02").state == "calculated"
    assert not KeptAnswer.objects.filter(key="k").exists()
    for _ in range(2):
        assert body_of(fang.post("periods/2026-02/check", body, key="k"))["state"] == "checked"
    assert PeriodStep.objects.count() == before + 1


def test_files_of_a_request_that_broke_are_in_nobodys_way(
    program: MakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lie there under a number that the next job gets, since the database forgot it."""
    lin = program(Role.ANALYST)
    asked = {"table": "refunds", "rows": [REFUND]}
    with monkeypatch.context() as patch:
        patch.setattr("boji.api.calls.imports.audit.record", lambda *_, **__: sys.exit("killed"))
        with pytest.raises(SystemExit):
            lin.post("imports/rows", asked, key="k")
    done = _work(lin, lin.post("imports/rows", asked, key="k"))
    assert (done["state"], [one["added"] for one in done["result"]["files"]]) == ("done", [1])


def test_old_keys_are_forgotten(program: MakeProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    lin = program(Role.ANALYST)
    lin.post("imports/rows", {"table": "refunds", "rows": [REFUND]})
    assert once.forget_old() == 0
    later = clock.real() + once.KEPT * 2
    monkeypatch.setattr(clock, "real", lambda: later)
    assert once.forget_old() == 1
