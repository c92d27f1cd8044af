-- Reading by administrators is audited too. In a separate file: a new enum value cannot be used in the transaction that adds it.
alter type public.audit_type add value 'people.listed';
alter type public.audit_type add value 'person.viewed';
alter type public.audit_type add value 'activity.read';
