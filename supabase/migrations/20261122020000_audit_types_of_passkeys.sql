-- In a separate file: a new enum value cannot be used in the transaction that adds it.
alter type public.audit_type add value 'passkey.added';
alter type public.audit_type add value 'passkey.removed';
alter type public.audit_type add value 'passkey.renamed';
alter type public.audit_type add value 'passkey.sign_in';
