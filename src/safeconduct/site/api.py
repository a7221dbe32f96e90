"""The interface for machines, put together from the routers of the rooms."""

from __future__ import annotations

from safeconduct.cases.web.api import router as cases
from safeconduct.people.web.api import router as people
from safeconduct.people.web.beside_api import router as beside
from safeconduct.people.web.pairs_api import router as pairs
from safeconduct.procedures.web.api import router as procedures
from safeconduct.services.web.api import router as services
from safeconduct.services.web.referrals_api import router as referrals
from safeconduct.shell.api import Interface
from safeconduct.shell.offline.api import router as offline

api = Interface(
    title="Safeconduct",
    version="1",
    description="Published procedures, proofs, cases and people. A proof proves the file, not the legality of an act.",
)
api.add_router("", procedures)
api.add_router("", cases)
api.add_router("", people)
api.add_router("", pairs)
api.add_router("", beside)
api.add_router("", services)
api.add_router("", referrals)
api.add_router("", offline)
