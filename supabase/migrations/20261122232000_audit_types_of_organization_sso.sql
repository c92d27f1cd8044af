-- A new value of an enum can be used only after the transaction that adds it.
alter type public.audit_type add value if not exists 'organization.sso_linked';
alter type public.audit_type add value if not exists 'organization.sso_unlinked';
alter type public.audit_type add value if not exists 'organization.sso_joined';
