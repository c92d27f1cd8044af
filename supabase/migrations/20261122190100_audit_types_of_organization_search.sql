-- A new value of an enum can be used only after the transaction that adds it.
alter type public.audit_type add value if not exists 'organizations.listed';
alter type public.audit_type add value if not exists 'organization.viewed';
