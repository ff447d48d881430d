"""The directory as a FHIR R4 server, `/fhir/v2/`: Practitioner, PractitionerRole, Organization and what they offer.

A resource is data. Its module (`organization.py`) makes one `ResourceType` (`registry.py`): which rows exist, the
search parameters, what may be included, and how a list of primary keys becomes resources. `resources.py` lists them.
Reading, searching, paging and the CapabilityStatement follow from it, so that what is announced is what works.

- An id is the type's number and the primary key: `001-42`. `rows(reading)` is a queryset of the model, narrowed to the
  world that is served (`reading.test_people`); paging orders it by primary key and reads keys only.
- `build(keys, reading)` returns {key: resource} in a number of queries that does not depend on the keys. Resources
  that are closed keep `stub(...)` only: id, identifiers, active, meta.
- A parameter (`parameters.py`: `token`, `string`, `reference`, `uri`) turns what was asked into a `Q`. Values that were
  separated by commas arrive together (or); a parameter given twice is asked twice (and). `_id` and `_lastUpdated` are
  there for every type. `refuse_value` answers a value that cannot be one.
- `Include` names the member of the resource that holds the reference; `RevInclude` finds the keys of what refers.
- People and activities are read by statements of `person_reading.py`, as plain rows. Who no longer practises is a stub,
  and only what a stub shows finds it: a name or a structure never leads to somebody who left.
- `coding.py` writes codes of the official nomenclatures; nothing else in the room knows their addresses.
- Whatever is refused is a `Refusal` (`errors.py`), from any depth; the door writes its OperationOutcome.
"""
