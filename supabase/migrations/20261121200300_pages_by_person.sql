-- Pages of a user's entries are read in the order of their IDs.
create index posts_by_author_and_id on public.posts (author_id, id);
create index materials_by_author_and_id on public.materials (author_id, id);
create index announcements_by_author_and_id on public.announcements (author_id, id);
drop index public.posts_by_author;
drop index public.materials_by_author;
drop index public.announcements_by_author;
