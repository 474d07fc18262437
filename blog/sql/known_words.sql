-- Words of titles and names, which suggestions are taken from; see blog/search/models.py.
--
-- A word is added unless it is there with a text that readers see. A word of a source that only drafts
-- quote, which is not looked for here, waits for the daily task.

CREATE OR REPLACE FUNCTION blog_words_of(words text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
    SELECT found[1] FROM regexp_matches(words, '\w{3,40}', 'g') AS found
$$;

-- Whether readers see a text that the word is known from.
CREATE OR REPLACE FUNCTION blog_is_known_word(candidate text) RETURNS boolean LANGUAGE sql STABLE
SET search_path FROM CURRENT AS $$
    SELECT EXISTS (
        SELECT FROM blog_knownword LEFT JOIN blog_post AS seen ON seen.id = post_id
        WHERE word = candidate AND (
            source_id IS NOT NULL OR seen.status = 'published' AND seen.published_at <= now()
        )
    )
$$;

CREATE OR REPLACE FUNCTION blog_post_words_known() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO blog_knownword (word, post_id)
        SELECT DISTINCT ON (words.word) words.word, texts.id
        FROM added AS texts, blog_words_of(texts.title) AS words (word)
        WHERE status = 'published' AND kind = 'post' AND NOT blog_is_known_word(words.word);
    ELSE
        -- Words of a title that did not change are not looked up.
        INSERT INTO blog_knownword (word, post_id)
        SELECT DISTINCT ON (words.word) words.word, texts.id
        FROM added AS texts, blog_words_of(texts.title) AS words (word)
        WHERE status = 'published' AND kind = 'post' AND NOT EXISTS (
            SELECT FROM removed WHERE removed.id = texts.id
            AND removed.title = texts.title AND status = 'published' AND kind = 'post'
        ) AND NOT blog_is_known_word(words.word);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER words_known_insert AFTER INSERT ON blog_post
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION blog_post_words_known();
CREATE OR REPLACE TRIGGER words_known_update AFTER UPDATE ON blog_post
    REFERENCING NEW TABLE AS added OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_post_words_known();

CREATE OR REPLACE FUNCTION blog_source_words_known() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO blog_knownword (word, source_id)
        SELECT DISTINCT ON (words.word) words.word, texts.id
        FROM added AS texts, blog_words_of(texts.name) AS words (word)
        WHERE NOT blog_is_known_word(words.word);
    ELSE
        INSERT INTO blog_knownword (word, source_id)
        SELECT DISTINCT ON (words.word) words.word, texts.id
        FROM added AS texts, blog_words_of(texts.name) AS words (word)
        WHERE NOT EXISTS (
            SELECT FROM removed WHERE removed.id = texts.id AND removed.name = texts.name
        ) AND NOT blog_is_known_word(words.word);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER words_known_insert AFTER INSERT ON blog_source
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION blog_source_words_known();
CREATE OR REPLACE TRIGGER words_known_update AFTER UPDATE ON blog_source
    REFERENCING NEW TABLE AS added OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION blog_source_words_known();

-- Add all words that readers see and the table has not, after the daily task deleted the others.
CREATE OR REPLACE FUNCTION blog_know_words() RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO blog_knownword (word, post_id)
    SELECT DISTINCT ON (words.word) words.word, texts.id
    FROM blog_post AS texts, blog_words_of(texts.title) AS words (word)
    WHERE status = 'published' AND kind = 'post' AND published_at <= now()
    AND NOT EXISTS (SELECT FROM blog_knownword WHERE blog_knownword.word = words.word);

    INSERT INTO blog_knownword (word, source_id)
    SELECT DISTINCT ON (words.word) words.word, texts.id
    FROM blog_source AS texts, blog_words_of(texts.name) AS words (word)
    WHERE EXISTS (
        SELECT FROM blog_sourcecounter AS counter WHERE counter.source_id = texts.id AND since <= now()
        HAVING sum(count) > 0
    )
    AND NOT EXISTS (SELECT FROM blog_knownword WHERE blog_knownword.word = words.word);
END $$;
