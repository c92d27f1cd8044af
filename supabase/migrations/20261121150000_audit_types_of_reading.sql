-- What administrators look at is in the audit log too. A file of its own: a new value cannot be used in the transaction that adds it.
alter type public.audit_type add value 'people.listed';
alter type public.audit_type add value 'person.viewed';
alter type public.audit_type add value 'activity.read';
