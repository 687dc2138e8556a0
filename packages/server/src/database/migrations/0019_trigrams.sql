-- PostgreSQL's pg_trgm, by which searches find parts of words. Run as bailiwick_owner, who may: the extension is a trusted one. It stands in a schema of its own, in which
-- nobody who serves requests may make or name anything.
CREATE SCHEMA bailiwick_trigrams;
CREATE EXTENSION pg_trgm SCHEMA bailiwick_trigrams;
GRANT USAGE ON SCHEMA bailiwick_trigrams TO bailiwick_rule;

-- What a word may have been before a slip, as regular expressions: two letters in the wrong order, another in the place of one, one too many, one missing.
CREATE FUNCTION bailiwick.search_slips(word text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT left(word, p) || substr(word, p + 2, 1) || substr(word, p + 1, 1) || substr(word, p + 3) FROM generate_series(0, char_length(word) - 2) p
  UNION ALL SELECT left(word, p) || '[[:alnum:]]?' || substr(word, p + 2) FROM generate_series(0, char_length(word) - 1) p
  UNION ALL SELECT left(word, p) || '[[:alnum:]]' || substr(word, p + 1) FROM generate_series(1, char_length(word) - 1) p
$$;

-- The condition on one row that a search of these words is, as SQL: every word must be found. `whole` and `short` are SQL of the row's columns: the words of all searched
-- fields, and the text of the short ones (NULL: there are none). NULL: there is nothing to look for.
--   * A word begins a word of any field, or stands anywhere in a short one. A part without three letters or digits in a row is left out: no index finds it.
--   * With `guess` it may also have one slip, and a word of six letters or more be much like another. Words with digits may not: another number is another thing. Similar trigrams
--     alone would take "reference" for "refnud", which begins alike. A word of four or five letters must be whole: nearly everything begins like it. What is between words is a list,
--     as the index knows no end of a word by what it is not. PostgreSQL takes the expression for rarer than its trigrams are, and likeness for commoner: without the latter it reads
--     the index for everybody's records where somebody's own are few.
-- Nothing here is written with a backslash: what one means in a text depends on a setting.
CREATE FUNCTION bailiwick.search_condition(words text[], whole text, short text, guess boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  escape CONSTANT text := chr(92);
  space CONSTANT text := '[ ' || chr(9) || chr(10) || '.,:;@/_()#+&!?"''„“”‘’«»–—-]';
  word text;
  plain text;
  asked tsquery;
  one text;
  slips text;
  found text[] := '{}';
  guessed boolean := false;
BEGIN
  FOREACH word IN ARRAY coalesce(words, '{}') LOOP
    plain := replace(replace(word, escape, ' '), '''', ' ');
    CONTINUE WHEN plain IS NULL OR btrim(plain) = '';
    asked := to_tsquery('simple', '''' || plain || ''':*');
    one := CASE WHEN numnode(asked) > 0 THEN format('%s @@ %L::tsquery', whole, asked) ELSE 'false' END;
    -- As the column is kept.
    plain := lower(normalize(word, NFC) COLLATE "default");
    IF short IS NOT NULL AND plain ~ '[[:alnum:]]{3}' THEN
      one := one || format(' OR %s LIKE %L', short,
        '%' || replace(replace(replace(plain, escape, escape || escape), '%', escape || '%'), '_', escape || '_') || '%');
    END IF;
    IF guess AND short IS NOT NULL AND plain ~ '^[[:alpha:]]{4,32}$' THEN
      guessed := true;
      slips := (SELECT string_agg(s, '|') FROM bailiwick.search_slips(plain) s);
      one := one || format(' OR %s ~ %L', short,
        '(?:^|' || space || ')(?:' || slips || ')' || CASE WHEN char_length(plain) < 6 THEN '(?:$|' || space || ')' ELSE '' END);
      IF char_length(plain) > 5 THEN
        one := one || format(' OR %s OPERATOR(bailiwick_trigrams.%%>>) %L', short, plain);
      END IF;
    END IF;
    found := array_append(found, one);
  END LOOP;
  IF found = '{}' OR (guess AND NOT guessed) THEN
    RETURN NULL;
  END IF;
  RETURN '(' || array_to_string(found, ') AND (') || ')';
END
$$;

REVOKE ALL ON FUNCTION bailiwick.search_slips(text), bailiwick.search_condition(text[], text, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bailiwick.search_slips(text), bailiwick.search_condition(text[], text, text, boolean) TO bailiwick_rule;
