-- In a separate file: a new enum value cannot be used in the transaction that adds it.
alter type public.audit_type add value 'signup_policy.changed';
alter type public.audit_type add value 'access_request.approved';
alter type public.audit_type add value 'access_request.rejected';
alter type public.audit_type add value 'access_requests.listed';
