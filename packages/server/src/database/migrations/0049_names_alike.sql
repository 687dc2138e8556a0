-- Letters that look alike are one in the names of views, whichever alphabet they are of: beside Open a view with a Cyrillic О would be found by nobody. Run as bailiwick_guard.
-- What a reader takes for the same is the same: composed or not, wide or not, large or small, with signs that are not seen, with one gap or two, in Cyrillic and Greek letters that
-- a Latin one looks like. Large and small are one already, so that a letter counts for what it looks like when it is large. Only compared, never kept: a name stays as it is written.
-- What differs in print, as O and 0 or l and 1 do, stays two, because people number their views; so do µ and m, which as they are mostly written are a thousandth apart.
CREATE OR REPLACE FUNCTION bailiwick.name_read(of$name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT btrim(regexp_replace(
    translate(
      lower(normalize(regexp_replace(of$name, '[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\U000E0000-\U000E0FFF]', '', 'g'), NFKC)),
      U&'\0430\0432\0435\043A\043C\043D\043E\0440\0441\0442\0443\0445\0456\0458\0455\04BB\0501\051B\051D\04CF\0451\0457\04AF\03B1\03B2\03B5\03B6\03B7\03B9\03BA\03BD\03BF\03C1\03C4\03C5\03C7',
      U&'abekmhopctyxijshdqwl\00EB\00EFyabezhiknoptyx'),
    '\s+', ' ', 'g'))
$$;
