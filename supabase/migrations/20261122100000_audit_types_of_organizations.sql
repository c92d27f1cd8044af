-- A new value of an enum can be used only after the transaction that adds it.
alter type public.audit_type add value if not exists 'organization.created';
alter type public.audit_type add value if not exists 'organization.renamed';
alter type public.audit_type add value if not exists 'organization.mfa_changed';
alter type public.audit_type add value if not exists 'organization.deleted';
alter type public.audit_type add value if not exists 'organization.member_role_changed';
alter type public.audit_type add value if not exists 'organization.member_removed';
alter type public.audit_type add value if not exists 'organization.member_left';
alter type public.audit_type add value if not exists 'organization.ownership_transferred';
