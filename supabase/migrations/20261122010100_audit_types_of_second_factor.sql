-- A new value of an enum can be used only after the transaction that adds it.
alter type public.audit_type add value if not exists 'mfa.enrolled' after 'mfa.enrollment_started';
alter type public.audit_type add value if not exists 'mfa.failed' after 'mfa.verified';
alter type public.audit_type add value if not exists 'mfa.recovery_codes_generated' after 'mfa.unenrolled';
alter type public.audit_type add value if not exists 'mfa.recovery_code_used' after 'mfa.recovery_codes_generated';
alter type public.audit_type add value if not exists 'mfa.reset_requested' after 'mfa.recovery_code_used';
alter type public.audit_type add value if not exists 'mfa.reset_canceled' after 'mfa.reset_requested';
alter type public.audit_type add value if not exists 'mfa.reset' after 'mfa.reset_canceled';
alter type public.audit_type add value if not exists 'device.trusted';
alter type public.audit_type add value if not exists 'device.untrusted';
