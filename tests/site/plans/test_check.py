"""The check while one types: every error with its place, examples, words; and texts made to do harm."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from boji.plans import draft_views
from boji.plans.actions import begin_draft
from boji.plans.judging import A_MINUTE, Busy, Judge
from boji.platform.audit import Actor
from boji.platform.models import AuditEntry, User
from boji.workspace import Workspace
from tests.cli.company import PLAN

from .conftest import NOW

Check = Callable[[str], str]
EXAMPLE = "  - {name: e, scheme: seller, given: {gmv: 1000, return_rate: 10%}, expect: {commission: 10}}\n"


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    made = Judge(seconds=30)
    yield made
    made.close()


@pytest.fixture
def check(
    hu: User,
    workspace: Workspace,
    browse: Callable[[User], Client],
    judge: Judge,
    monkeypatch: pytest.MonkeyPatch,
) -> Check:
    """What the page says of a text of a draft; the checking process is shared by all of these tests."""
    monkeypatch.setattr(draft_views, "JUDGE", judge)
    draft, client = begin_draft(Actor(hu, "page"), "一份", PLAN, NOW), browse(hu)

    def say(text: str) -> str:
        return client.post(f"/plans/drafts/{draft.pk}/check/", {"text": text}).content.decode()

    return say


def test_a_right_plan_is_read_out_with_its_examples(check: Check) -> None:
    page = check(PLAN)
    for words in ("没有错误，1 项算例全部符合", "10元", "<h4>主播提成</h4>"):
        assert words in page
    assert AuditEntry.objects.filter(action="plan.draft_saved").count() == 0


def test_every_error_has_its_place_and_mend_at_once(check: Check) -> None:
    page = check(PLAN.replace("base_pay", "base_pey").replace("target: 1000", "target: many"))
    assert "2 处错误" in page
    assert 'data-line="14" data-column="48"' in page
    assert 'data-line="24" data-column="5"' in page
    assert "是不是“base_pay”？" in page


def test_a_failing_example_is_set_against_what_came_out(check: Check) -> None:
    page = check(PLAN.replace("expect: {commission: 10}", "expect: {commission: 11}"))
    assert "1 项算例不符" in page
    assert "提成：期望 11元，得到 10元" in page


def test_names_are_people_s_text(check: Check) -> None:
    page = check(PLAN.replace("zh: 小公司方案", 'zh: "<script>x</script>[y](javascript:1)"'))
    assert "&lt;script&gt;x&lt;/script&gt;[y](javascript:1)" in page
    assert "<script>x" not in page


HOSTILE = {
    "a bomb of aliases": ("a: &a [x, x]\nb: [*a, *a, *a]\n", "不能使用 YAML 锚点和别名"),
    "nested without end": ("[" * 150_000, "嵌套太深"),
    "nested in blocks": ("\n".join(" " * n + "a:" for n in range(500)), "嵌套太深"),
    "thousands of wrong words": ("\n".join(f"wieght{n}: 1" for n in range(12_000)), "200 处错误"),
    "a formula of brackets": (PLAN.replace("base: gmv", f"base: {'(' * 9_000}gmv", 1), "2000"),
    "one word": ("x" * 199_999, "键: 值"),
    "a tag": ("plan: !!python/object/apply:os.system [ls]\n", "不能使用 YAML 标签"),
    "two plans": ("plan: a\n---\nplan: b\n", "只能有一个方案"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_refused_soon(check: Check, name: str) -> None:
    text, words = HOSTILE[name]
    begun = time.monotonic()
    page = check(text)
    assert words in page
    assert time.monotonic() - begun < 15
    assert page.count("<li>") <= 200


def test_a_text_that_takes_too_long_is_given_up_and_the_next_is_checked() -> None:
    judge = Judge(seconds=4)
    try:
        found = judge.check(PLAN + EXAMPLE * 1_500, 1)
        assert [one.problem.zh for one in found.issues] == ["方案太大，检查不完"]
        assert judge._process is None  # it was killed, with whatever it had taken
    finally:
        judge.close()


def test_memory_is_bounded(check: Check, judge: Judge) -> None:
    check(PLAN)
    assert judge._process is not None
    soft, hard = resource.prlimit(judge._process.pid, resource.RLIMIT_AS)
    assert soft == hard == 3 * 1024**3


def test_nobody_asks_without_end(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "_judged", lambda text: text)
    for _ in range(A_MINUTE):
        judge.check("", 42)
    with pytest.raises(Busy):
        judge.check("", 42)
    judge.check("", 43)  # others go on


def test_a_check_that_waits_asks_again(check: Check, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(text: str, who: int) -> None:
        raise Busy

    monkeypatch.setattr(judge, "check", busy)
    assert "load delay:2s" in check(PLAN)


def test_two_versions_and_a_draft_are_compared_in_words_and_by_line(
    published: Workspace, hu: User, browse: Callable[[User], Client]
) -> None:
    raised = begin_draft(Actor(hu, "page"), "涨", PLAN.replace("base_pay: 3000", "base_pay: 3500"), NOW)
    broken = begin_draft(Actor(hu, "page"), "坏", "plan: 1", NOW)
    client = browse(hu)
    page = client.get(f"/plans/compare/?old=1&new=d{raised.pk}").content.decode()
    for words in ("1 处规则不同", "底薪", "3000元", "3500元", "    base_pay: 3500"):
        assert words in page
    page = client.get(f"/plans/compare/?old=d{broken.pk}&new=1").content.decode()
    assert "还不能用话来比较" in page
    for key in ("2", "d9", "x", "d", "1' OR 1", "99999999999999999999"):
        assert client.get("/plans/compare/", {"old": "1", "new": key}).status_code == 404
