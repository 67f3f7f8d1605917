"""What `make damage` does to reports: the kinds of damage, and what became of each."""

from damaging import documents, layout, rows, tables, unshown
from damaging.judging import Count as Count, judge as judge
from damaging.kinds import Damage as Damage, Kind as Kind
from damaging.reports import Fixture as Fixture, fixtures as fixtures

_ALL = layout.KINDS | rows.KINDS | unshown.KINDS | tables.KINDS | documents.KINDS
#: All kinds by name, in the order of the table of docs/laws.md: first what the text shows.
KINDS: dict[str, Damage] = dict(sorted(_ALL.items(), key=lambda item: not item[1].shown))
