-- A new value of an enum can be used only after the transaction that adds it.
alter type public.audit_type add value if not exists 'organization.domain_added';
alter type public.audit_type add value if not exists 'organization.domain_removed';
alter type public.audit_type add value if not exists 'organization.member_joined';
