/** The few functions compiled expressions call. None of them raises; out of range is NULL. Made once, by the platform's migration. */

/** @param schema a plain lower-case name */
export function celLibrary(schema: string): string {
  const q = (name: string) => `${schema}.${name}`
  return `
-- A whole number of 64 bits, or NULL.
CREATE OR REPLACE FUNCTION ${q('cel_int')}(n numeric) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT CASE WHEN n BETWEEN -9223372036854775808 AND 9223372036854775807 THEN n::bigint END
$$;
-- Money is kept in minor units and passes through; a decimal becomes units of its scale.
CREATE OR REPLACE FUNCTION ${q('cel_units')}(units bigint, scale integer) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT units
$$;
CREATE OR REPLACE FUNCTION ${q('cel_units')}(n numeric, scale integer) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (n * 10::numeric ^ scale)::bigint
$$;
-- Moments of the years 1 to 9999; durations are whole microseconds, never months.
CREATE OR REPLACE FUNCTION ${q('cel_time_add')}(moment timestamptz, micros bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT CASE WHEN extract(epoch FROM moment) * 1000000 + micros BETWEEN -62135596800000000 AND 253402300799999999
    THEN moment + make_interval(secs => trunc(micros / 1000000)) + (micros % 1000000) * interval '1 microsecond' END
$$;
CREATE OR REPLACE FUNCTION ${q('cel_time_difference')}(a timestamptz, b timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  -- A duration of CEL is a whole number of nanoseconds in 64 bits.
  SELECT CASE WHEN abs(extract(epoch FROM a) - extract(epoch FROM b)) * 1000000 <= 9223372036854775
    THEN ((extract(epoch FROM a) - extract(epoch FROM b)) * 1000000)::bigint END
$$;
`
}
