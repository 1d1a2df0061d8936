"""Which paper a reader gets of a statement: with the score card where they may see that.

Owns the choice; what stands on the paper is `sheet`, how it is printed `printing` and `bundling`.
"""

from __future__ import annotations

from django.utils import timezone

from boji.platform import clock
from boji.platform.models import User
from boji.platform.roles import Right
from boji.statements import access, shown
from boji.statements.explained import Subject
from boji.statements.paper.sheet import Detail, Paper
from boji.statements.queries import statement_of
from boji.statements.score_queries import score_card_of


def paper_of(user: User, subject: Subject, detail: Detail) -> Paper:
    """The paper of a statement for this reader."""
    statement = statement_of(subject)
    sees_score = access.may_open(user, Right.SEE_SCORES, subject.workspace, subject.period, subject.person_id)
    return Paper(
        statement=statement,
        card=score_card_of(subject) if sees_score else None,
        standing=shown.standing(statement.who),
        detail=detail,
        made_at=timezone.localtime(clock.now()),
    )
