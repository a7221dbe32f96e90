"""Procedures that nobody would publish: small random ones for the oracle, large regular ones for the benchmarks.

Every choice is drawn from a :class:`random.Random`. Hypothesis gives its own, so that it can shrink a failing one; the
benchmarks seed theirs, so that each run measures the same files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from hypothesis import strategies as st

from tests.yaml_text import yaml_text

Block = dict[str, object]

OFTEN, SOMETIMES, SELDOM = 0.7, 0.4, 0.2
ENDS = ("granted", "refused", "closed", "removed", "left")
SAFEGUARDS = ("non-refoulement", "best interests of a child")
LAW: Block = {"law": "own promise"}


def small_procedures() -> st.SearchStrategy[str]:
    """YAML of small random procedures; nearly all are accepted by the loader."""
    return st.randoms(use_true_random=False).map(small_procedure)


def removals() -> st.SearchStrategy[str]:
    """YAML of small random procedures that can end in a removal, and ask about danger and about a child first."""
    return st.randoms(use_true_random=False).map(lambda random: yaml_text(_Small(random, removal=True).whole()))


def families() -> st.SearchStrategy[str]:
    """YAML of small random procedures with children, of whom one may go another way than the others."""
    return st.randoms(use_true_random=False).map(lambda random: yaml_text(_Small(random, family=True).whole()))


def small_procedure(random: Random) -> str:
    """One small procedure with a few days in each length."""
    return yaml_text(_Small(random).whole())


@dataclass
class _Small:
    random: Random
    removal: bool = False
    family: bool = False
    stages: dict[str, Block] = field(default_factory=dict)
    served: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    extends: str = ""

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def days(self, most: int = 2) -> str:
        """Short most of the time, so that most cases can be lived through, and now and then up to eight."""
        number = self.random.randint(1, most) if self.chance(1 - SELDOM / 2) else self.random.randint(1, 8)
        return f"{number} working days" if number == 1 and self.chance(SELDOM) else f"{number} days"

    def whole(self) -> Block:
        self.working = [
            f"s{n}" for n in range(1, self.random.choice([1, 2, 2] if self.removal else [2, 2, 3, 3, 4]) + 1)
        ]
        self.vulnerable = self.chance(SOMETIMES)
        self.child = self.family or self.chance(SOMETIMES if self.removal else SELDOM)
        self.child_fact = self.removal and not self.child
        opinions = self.opinions()
        limits = self.limits()
        for number, name in enumerate(self.working):
            self.stages[name] = self.working_stage(number, name)
        self.suspend(limits)
        remedies, always = self.remedies(), self.always()
        named = str([self.stages, remedies, always, limits])
        self.stages |= {name: end for name, end in self.ends().items() if f"'{name}'" in named}
        whole = self.head() | {
            "starts in": "s1",
            "stages": self.stages,
            "at any stage before the end": always,
            "opinions": opinions,
            "time limits": limits,
            "remedies": remedies,
            "promises": self.promises(),
            "sources": {"own promise": {"title": "of the test", "own promise": "yes"}},
        }
        return {word: value for word, value in whole.items() if value}

    def head(self) -> Block:
        head = self.head_of_large()
        if self.child:
            head["people"] = {"child": {"shown by": "any paper", "in doubt": "yes", "about": "age"}}
        known = ["vulnerable"] * self.vulnerable + ["child"] * self.child_fact
        if known:
            head["circumstances"] = {name: {"shown by": "any paper", "in doubt": "yes"} for name in known}
        return head | {"service": self.service()}

    def head_of_large(self) -> Block:
        return {
            "procedure": "test/random",
            "version": "2026-11-24",
            "in force from": "2026-11-24",
            "applies to": "applications lodged on or after 2026-11-24",
            "title": "Random",
            "calendar": {"periods": "eu/1182-71"},
            "parties": {
                "applicant": {"is": "the person", "purposes": ["migration"]},
                "authority": {"is": "deciding", "purposes": ["migration"]},
                "office": {"purposes": ["services"]},
                "court": {"is": "court or tribunal", "purposes": ["review"]},
            },
            "service": self.service(),
        }

    def service(self) -> Block:
        last: Block = {"deemed served after": f"{self.random.randint(0, 2)} days", **LAW}
        channels: Block = {"notice board": last}
        if self.chance(SOMETIMES):
            post: Block = {"deemed served after": "1 days", "if returned": "notice board", **LAW}
            channels = {"post": post} | channels
        return {"to": ["applicant"], "sent within": f"{self.random.randint(0, 1)} days", "channels": channels}

    # -- questions ---------------------------------------------------------------------------------------------

    def opinions(self) -> Block:
        self.guards: list[object] = []
        self.bad: list[object] = []
        found: Block = {}
        for number in range(2 if self.removal else self.random.choice([0, 1, 1, 1, 2])):
            found[f"question {number}"] = self.opinion(number)
        if not found:
            self.guards, self.bad = [], []
        return found

    def opinion(self, number: int) -> Block:
        good, bad = f"good {number}", f"bad {number}"
        block: Block = {
            "asked with": [f"reaching {self.random.choice(self.working)}"],
            "of": "office",
            "answers": [good, bad],
            "within": self.days(),
            "if nothing comes": self.random.choice([good, bad, bad, "left to national law"]),
            **LAW,
        }
        if self.removal:
            block |= self.careful(number)
        elif number == 0 and self.chance(OFTEN):
            block["safeguard"] = "non-refoulement"
        elif self.vulnerable and self.chance(SOMETIMES):
            block["only if"] = ["vulnerable"]
        if self.chance(SOMETIMES):
            block.setdefault("good for", self.days(3))
        group = self.child and number == 1
        if group:
            block["for each"] = "child"
        self.guards.append({"each child": good} if group else good)
        self.bad.append({self.random.choice(["each child", "any child"]): bad} if group else bad)
        return block

    def careful(self, number: int) -> Block:
        """A question whose silence is never a yes, and whose answer ages; now and then nobody asks about the child."""
        silence = self.random.choice([f"bad {number}", "left to national law"])
        block: Block = {"safeguard": SAFEGUARDS[number], "good for": self.days(3), "if nothing comes": silence}
        if number and self.chance(SELDOM):
            del block["safeguard"]
        elif number and self.child_fact and self.chance(OFTEN):
            block["only if"] = ["child"]
        return block

    # -- stages ------------------------------------------------------------------------------------------------

    def onward(self, number: int) -> str:
        """A later stage, or an end."""
        return self.random.choice([*self.working[number + 1 :], "closed", "granted"])

    def next_of(self, number: int) -> str:
        return self.working[number + 1] if number + 1 < len(self.working) else "granted"

    def working_stage(self, number: int, name: str) -> Block:
        must: Block = {f"move on from {name}": self.forward_step(number)}
        may: Block = {}
        person: Block = {}
        if self.chance(OFTEN):
            must[f"refuse in {name}"] = self.refusal()
        if self.chance(SOMETIMES):
            must[f"ask again in {name}"] = self.backward_step(number)
        if self.chance(SOMETIMES):
            person[f"bring papers in {name}"] = {"to": self.onward(number), **self.circumstances(), **LAW}
        if self.chance(SELDOM):
            may[f"find in {name}"] = self.finding_step(name)
        if self.extends and self.chance(SOMETIMES):
            may[f"extend in {name}"] = {"extends": self.extends, "at most": "1 time", **LAW}
            self.extended = True
        if self.chance(OFTEN if self.removal else SELDOM) and self.guards:
            may[f"remove from {name}"] = {"after": self.some_guards(), "to": "removed", **LAW}
        if self.child and self.chance(SOMETIMES):
            may[f"part with one in {name}"] = {"for one": "child", "to": self.onward(number), **LAW}
        acts: Block = {"authority must": must, "authority may": may, "applicant may": person}
        block: Block = {who: steps for who, steps in acts.items() if steps}
        if number and self.chance(SELDOM):
            block["decided"] = "granted"
        return block | self.stage_limit(number)

    def circumstances(self) -> Block:
        if self.vulnerable and self.chance(SOMETIMES):
            return {self.random.choice(["only if", "unless"]): ["vulnerable"]}
        return {}

    def some_guards(self) -> list[object]:
        return self.random.sample(self.guards, self.random.randint(1, len(self.guards)))

    def forward_step(self, number: int) -> Block:
        block: Block = {"to": self.next_of(number), **LAW}
        if self.guards and self.chance(SOMETIMES):
            block["after"] = self.some_guards()
        if self.chance(SELDOM):
            block["served"] = "yes"
        if self.chance(SELDOM):
            block["decides"] = "granted"
        return block

    def refusal(self) -> Block:
        grounds: Block = {}
        for index, bad in enumerate(self.bad + list(self.findings)):
            grounds[f"ground {index}"] = bad
        if not grounds or self.chance(SOMETIMES):
            grounds["being here"] = "stage"
        block: Block = {"grounds": grounds, "reasons": "written", "to": "refused", **LAW}
        return block | ({"decides": "refused"} if self.chance(OFTEN) else {})

    def backward_step(self, number: int) -> Block:
        to = self.random.choice(self.working[: number + 1])
        return {"to": to, "at most": f"{self.random.randint(1, 2)} times", **self.circumstances(), **LAW} | (
            {"served": "yes"} if self.chance(SELDOM) else {}
        )

    def finding_step(self, name: str) -> Block:
        finding = f"found in {name}"
        self.findings.append(finding)
        block: Block = {"finds": finding, **LAW}
        if self.chance(SOMETIMES):
            block["good for"] = self.days(3)
        if self.chance(SOMETIMES):
            block["at most"] = "1 time"
        return block

    def stage_limit(self, number: int) -> Block:
        if not self.chance(OFTEN):
            return {}
        block: Block = {"lasts at most": self.days(3), "if nothing comes": self.silence(number), **LAW}
        if self.vulnerable and self.chance(SELDOM):
            block["longer"] = {"vulnerable": "8 days"}
        return block

    def silence(self, number: int) -> object:
        """What follows at the end of a limit: nothing, a later stage, an end, or a claim."""
        claim = {"claimed by": "authority", "within": f"{self.random.randint(1, 2)} days"}
        choices: list[Callable[[], object]] = [
            lambda: "only late",
            lambda: "left to national law",
            lambda: {"goes on": self.onward(number)},
            lambda: {"ends": "closed"},
            lambda: {"deemed refusal": "refused", **claim, "if not confirmed": self.next_of(number)},
            lambda: {"deemed agreement": self.next_of(number), **claim, "if not confirmed": self.onward(number)},
        ]
        return self.random.choice(choices)()

    def ends(self) -> dict[str, Block]:
        granted: Block = {"outcome": "granted"}
        closed: Block = {"outcome": "closed"}
        refused: Block = {"outcome": "refused"}
        removed: Block = {"outcome": "transferred"}
        if self.chance(SELDOM):
            closed["served"] = "yes"
        return {
            "granted": granted,
            "refused": refused,
            "closed": closed,
            "removed": removed,
            "left": {"outcome": "withdrawn by the person"},
        }

    def always(self) -> Block:
        steps: Block = {"withdraw": {"to": "left", **self.circumstances(), **LAW}}
        return {"applicant may": steps}

    # -- limits, remedies, promises ----------------------------------------------------------------------------

    def limits(self) -> Block:
        found: Block = {}
        self.extended = False
        for number in range(self.random.choice([0, 1, 1, 2])):
            limit: Block = {
                "length": self.days(4),
                "starts with": [f"reaching {self.random.choice(self.working)}"],
                "answers for it": "authority",
                "if nothing comes": self.silence(len(self.working) - 1),
                **LAW,
            }
            if number == 0 and self.chance(SOMETIMES):
                limit["extension"] = self.days(2)
                self.extends = f"limit {number}"
            found[f"limit {number}"] = limit
        return found

    def suspend(self, limits: Block) -> None:
        """Say where the limits stand still and what ends them, now that the stages are known."""
        refusals = [name for name in self.step_names() if name.startswith("refuse ")]
        for limit in limits.values():
            assert isinstance(limit, dict)
            if not self.extended:
                limit.pop("extension", None)
            if self.chance(OFTEN) and refusals:
                name = self.random.choice(refusals)
                limit["ends with"] = [self.random.choice([name, f"service of {name}", f"reaching {self.working[-1]}"])]
            if self.chance(SOMETIMES):
                where = [name for name in self.working if "lasts at most" in self.stages[name]]
                where += [f"service of {name}" for name in refusals]
                if where:
                    limit["suspended in"] = [self.random.choice(where)]

    def step_names(self) -> list[str]:
        acts = [act for stage in self.stages.values() for act in stage.values() if isinstance(act, dict)]
        return [str(step) for act in acts for step in act]

    def remedies(self) -> Block:
        against = [name for name in self.step_names() if name.startswith("refuse ")]
        if self.chance(SELDOM):
            against.append("reaching refused")
        if not against or self.chance(SELDOM):
            return {}
        self.random.shuffle(against)
        half = len(against) // 2 if self.chance(SOMETIMES) else 0
        parts = [part for part in (against[:half], against[half:]) if part]
        return {f"remedy {number}": self.remedy(part) for number, part in enumerate(parts)}

    def remedy(self, against: list[str]) -> Block:
        block: Block = {
            "is": "appeal to a court",
            "against": against,
            "by": "applicant",
            "before": "court",
            "within": f"{self.random.randint(1, 2)} days",
            "decided within": self.days(2),
            "if the court is silent": self.random.choice(["only late", "only late", {"ends": "closed"}]),
            "suspensive": self.random.choice(["yes", "yes", "no"]),
            **LAW,
        }
        if self.chance(OFTEN):
            block["if annulled"] = {"to": self.random.choice(self.working), "at most": "1 time"}
        if self.chance(SOMETIMES):
            block["if replaced"] = {"to": "granted"}
        return block

    def promises(self) -> Block:
        return {"decision": {"from": "s1", "at most": "900 days"}}


# -- large procedures for the benchmarks -------------------------------------------------------------------------------

EVERY_QUESTION, EVERY_REFUSAL, EVERY_RETURN, EVERY_LIMIT = 10, 5, 7, 20
LIMIT_OVER = 4
SHORT_LAW: Block = {"law": "P"}
OWN: Block = {"title": "of the benchmark", "own promise": "yes"}


def large_procedure(stages: int, seed: int = 1) -> str:
    """A chain of so many stages, with questions, refusals, returns and long limits at regular distances."""
    random = Random(seed)
    names = [f"s{n}" for n in range(stages)]
    whole = _Small(random).head_of_large()
    blocks: dict[str, Block] = {name: _large_stage(number, names, random) for number, name in enumerate(names)}
    ends: dict[str, Block] = {
        "granted": {"outcome": "granted"},
        "refused": {"outcome": "refused"},
        "left": {"outcome": "closed"},
    }
    questions = {f"question {n}": _large_question(n, random) for n in range(0, stages, EVERY_QUESTION)}
    refusals = [f"refuse in s{n}" for n in range(0, stages, EVERY_REFUSAL)]
    return yaml_text(
        whole
        | {
            "starts in": "s0",
            "stages": blocks | ends,
            "at any stage before the end": {"applicant may": {"withdraw": {"to": "left", **SHORT_LAW}}},
            "opinions": questions,
            "time limits": {f"limit {n}": _large_limit(n, stages) for n in range(0, stages - 1, EVERY_LIMIT)},
            "remedies": {"appeal": _large_remedy(refusals)},
            "promises": {"decision": {"from": "s0", "at most": "36000 days"}},
            "sources": {"own promise": OWN, "P": OWN},
        },
        deep=1,
    )


def _large_stage(number: int, names: list[str], random: Random) -> Block:
    onward = names[number + 1] if number + 1 < len(names) else "granted"
    must: Block = {f"go on {number}": {"to": onward, **SHORT_LAW}}
    if number % EVERY_REFUSAL == 0:
        must[f"refuse in s{number}"] = {
            "grounds": {"a ground": f"bad {number - number % EVERY_QUESTION}"},
            "reasons": "written",
            "decides": "refused",
            "to": "refused",
            **SHORT_LAW,
        }
    if number % EVERY_RETURN == EVERY_RETURN - 1:
        must[f"go back from s{number}"] = {"to": names[number - 1], "at most": "1 time", **SHORT_LAW}
    return {
        "authority must": must,
        "lasts at most": f"{random.randint(5, 20)} days",
        "if nothing comes": {"goes on": onward},
    }


def _large_question(number: int, random: Random) -> Block:
    return {
        "asked with": [f"reaching s{number}"],
        "of": "office",
        "answers": [f"good {number}", f"bad {number}"],
        "within": f"{random.randint(5, 20)} days",
        "if nothing comes": f"good {number}",
        **SHORT_LAW,
    }


def _large_limit(number: int, stages: int) -> Block:
    last = min(number + LIMIT_OVER, stages - 1)
    return {
        "length": "40 days",
        "starts with": [f"reaching s{number}"],
        "ends with": [f"reaching s{last}"],
        "answers for it": "authority",
        "if nothing comes": "only late",
        **SHORT_LAW,
    }


def _large_remedy(against: list[str]) -> Block:
    return {
        "is": "appeal to a court",
        "against": against,
        "by": "applicant",
        "before": "court",
        "within": "30 days",
        "decided within": "90 days",
        "if the court is silent": "only late",
        "suspensive": "yes",
        "if replaced": {"to": "granted"},
        **SHORT_LAW,
    }
