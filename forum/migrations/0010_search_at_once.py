"""Searches read no list of what the index has yet to take in, and plan nothing.

PostgreSQL lets new words wait in a list beside a GIN index, up to 4 MB of it, and every search reads that list from end
to end: ten times as long as the search itself. A forum is read far more often than it is written to, so words go into
the index at once. The functions of 0006 are the same with statements that are planned once for each connection.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

INDEXES = {
    "forum_topic_search": ("topic", GinIndex(fields=["search"], name="forum_topic_search", fastupdate=False)),
    "forum_post_search": ("post", GinIndex(fields=["search"], name="forum_post_search", fastupdate=False)),
    "forum_topic_spelled": (
        "topic",
        GinIndex(fields=["spelled"], name="forum_topic_spelled", opclasses=["gin_trgm_ops"], fastupdate=False),
    ),
}
AT_ONCE = "ALTER INDEX {0} SET (fastupdate = off); SELECT gin_clean_pending_list('{0}')"
LATER = "ALTER INDEX {0} RESET (fastupdate)"

# The planner takes `search @@ words` for cheap and reads the whole table rather than its index, each row's words from
# another place: a hundred times as slow. In these two it may not. They find rows that somebody may not read as well:
# who asks them asks that, too.
FUNCTIONS = """
    CREATE OR REPLACE FUNCTION forum_holding(kind regclass, words tsquery, most bigint, after bigint)
    RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 300 SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
    BEGIN
        IF after IS NOT NULL THEN
            RETURN QUERY EXECUTE
                format('SELECT id FROM %s WHERE search @@ $1 AND id > $3 ORDER BY id DESC LIMIT $2', kind)
                USING words, most, after;
        ELSIF kind = 'forum_post'::regclass THEN
            RETURN QUERY SELECT id FROM forum_post WHERE search @@ words LIMIT most;
        ELSE
            RETURN QUERY SELECT id FROM forum_topic WHERE search @@ words LIMIT most;
        END IF;
    END $$;

    CREATE OR REPLACE FUNCTION forum_topics_holding_rarest(several tsquery[], most bigint)
    RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 300 SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
    DECLARE
        words tsquery;
        rarest tsquery;
        found bigint;
        fewest bigint := most;
    BEGIN
        FOREACH words IN ARRAY several LOOP
            SELECT count(*) INTO found FROM (SELECT FROM forum_post WHERE search @@ words LIMIT fewest) rows;
            IF rarest IS NULL OR found < fewest THEN
                fewest := found;
                rarest := words;
            END IF;
        END LOOP;
        RETURN QUERY
            SELECT topic_id FROM forum_post WHERE search @@ rarest
            UNION SELECT id FROM forum_topic WHERE search @@ rarest ORDER BY 1 DESC LIMIT most;
    END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("forum", "0009_search_anew")]
    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(
                AT_ONCE.format(name),
                LATER.format(name),
                state_operations=[migrations.RemoveIndex(model, name), migrations.AddIndex(model, index)],
            )
            for name, (model, index) in INDEXES.items()
        ),
    ]
