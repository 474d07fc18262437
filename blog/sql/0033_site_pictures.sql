-- Readers see the site's own pictures on every page: logo, icon and sharing picture. A change of one,
-- such as a take-down, ends what the page cache has stored.

SELECT page_cache_watch(
    'blog_photo',
    'id IN (SELECT unnest(ARRAY[logo_id, logo_dark_id, icon_id, icon_dark_id, share_picture_id])'
    ' FROM blog_sitesettings)'
);
