"""The reference of bulk transitions: SpiffWorkflow takes a workflow of ten steps, saved and restored at each step.

At each step the workflow is restored from its text, the one task that waits is done with a few words of data, and the
workflow is saved to text again: what a server does that keeps no workflow in memory. Nothing is written to a disk and
nothing is encrypted, which favours the reference. The diagram is read once, outside of the time, and the workflow is
saved by the serializer that its documentation names, :class:`BpmnWorkflowSerializer`.

``python -m benchmarks.spiff`` prints how many transitions it makes each second of processor time.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from itertools import pairwise
from statistics import median

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from benchmarks.measuring import seconds

STEPS, CASES, RUNS = 10, 30, 5
PROCESS = "ten_steps"
_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


class Reference:
    """Cases of ten steps under SpiffWorkflow."""

    def __init__(self) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(diagram().encode())
        self.spec = parser.get_spec(PROCESS)
        self.serializer = BpmnWorkflowSerializer()

    def begun(self) -> str:
        """A new case, as text."""
        workflow = BpmnWorkflow(self.spec)
        workflow.do_engine_steps()
        return self._saved(workflow)

    def step(self, text: str, number: int) -> str:
        """One transition: restore, do the task that waits, go on to the next one, save."""
        workflow = self.serializer.deserialize_json(text)
        (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
        task.data[f"step {number}"] = "Done by an officer on a day, with a few words of reasons."
        task.run()
        workflow.do_engine_steps()
        return self._saved(workflow)

    def case(self) -> str:
        """A case from its first step to its last."""
        text = self.begun()
        for number in range(STEPS):
            text = self.step(text, number)
        return text

    def is_completed(self, text: str) -> bool:
        """Whether a saved case has come to its end."""
        return bool(self.serializer.deserialize_json(text).is_completed())

    def _saved(self, workflow: BpmnWorkflow) -> str:
        text: str = self.serializer.serialize_json(workflow)
        return text


def diagram() -> str:
    """Ten manual tasks, one after another."""
    names = [f"step_{i}" for i in range(STEPS)]
    nodes = "".join(f'<manualTask id="{name}" name="{name}"/>' for name in names)
    path = ["start", *names, "end"]
    flows = "".join(
        f'<sequenceFlow id="flow_{i}" sourceRef="{one}" targetRef="{next_one}"/>'
        for i, (one, next_one) in enumerate(pairwise(path))
    )
    inside = f'<startEvent id="start"/>{nodes}<endEvent id="end"/>{flows}'
    process = f'<process id="{PROCESS}" isExecutable="true">{inside}</process>'
    return (
        f'<definitions xmlns="{_BPMN}" id="definitions" targetNamespace="https://example.org">{process}</definitions>'
    )


def seconds_of(cases: int = CASES) -> float:
    """Processor time of cases of ten steps, each begun, saved and restored at each step, to their end."""
    reference = Reference()
    if not reference.is_completed(reference.case()):
        raise AssertionError("The reference does not come to its end: nothing can be compared with it.")
    return seconds(lambda: [reference.case() for _ in range(cases)])


def transitions_per_second(cases: int = CASES, runs: int = RUNS) -> float:
    """How many transitions it makes each second of processor time, the median of some runs."""
    return cases * STEPS / median(seconds_of(cases) for _ in range(runs))


def main() -> None:
    """Print the figure."""
    found = {"spiffworkflow": version("spiffworkflow"), "transitions_per_second": round(transitions_per_second(), 1)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
