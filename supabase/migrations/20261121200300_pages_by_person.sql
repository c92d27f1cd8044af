-- What a person has written is read page by page, in the order of the ids.
create index posts_by_author_and_id on public.posts (author_id, id);
create index materials_by_author_and_id on public.materials (author_id, id);
create index announcements_by_author_and_id on public.announcements (author_id, id);
drop index public.posts_by_author;
drop index public.materials_by_author;
drop index public.announcements_by_author;
