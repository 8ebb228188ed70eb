"""What topics and posts are found by is made by us from now on. `manage.py reindex_search` fills the new columns;
`prepare` and `bin/run` run it before the site answers.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

from writing.search_field import SpelledField, WordsField


# The planner takes `search @@ words` for cheap and reads the whole table rather than its index, each row's words from
# another place: a hundred times as slow. In these two it may not. They find rows that somebody may not read as well:
# who asks them asks that, too.
FUNCTIONS = """
    CREATE FUNCTION forum_holding(kind regclass, words tsquery, most bigint, after bigint)
    RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 300
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
    BEGIN
        IF after IS NULL THEN
            RETURN QUERY EXECUTE format('SELECT id FROM %s WHERE search @@ $1 LIMIT $2', kind) USING words, most;
        ELSE
            RETURN QUERY EXECUTE
                format('SELECT id FROM %s WHERE search @@ $1 AND id > $3 ORDER BY id DESC LIMIT $2', kind)
                USING words, most, after;
        END IF;
    END $$;

    CREATE FUNCTION forum_topics_holding_rarest(several tsquery[], most bigint)
    RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 300
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
    DECLARE
        words tsquery;
        rarest tsquery;
        found bigint;
        fewest bigint;
    BEGIN
        FOREACH words IN ARRAY several LOOP
            EXECUTE 'SELECT count(*) FROM (SELECT FROM forum_post WHERE search @@ $1 LIMIT $2) rows'
                INTO found USING words, coalesce(fewest, most);
            IF fewest IS NULL OR found < fewest THEN
                fewest := found;
                rarest := words;
            END IF;
        END LOOP;
        RETURN QUERY EXECUTE
            'SELECT topic_id FROM forum_post WHERE search @@ $1
             UNION SELECT id FROM forum_topic WHERE search @@ $1 ORDER BY 1 DESC LIMIT $2' USING rarest, most;
    END $$;
"""
NO_FUNCTIONS = """
    DROP FUNCTION forum_holding(regclass, tsquery, bigint, bigint);
    DROP FUNCTION forum_topics_holding_rarest(tsquery[], bigint);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('forum', '0005_alike'),
    ]

    operations = [
        migrations.RemoveIndex('tag', 'forum_tag_trigram'),
        migrations.RemoveIndex('topic', 'forum_topic_trigram'),
        migrations.RemoveIndex('topic', 'forum_topic_search'),
        migrations.RemoveIndex('post', 'forum_post_search'),
        migrations.RemoveField('topic', 'search'),
        migrations.RemoveField('post', 'search'),
        migrations.AddField('topic', 'search', WordsField(editable=False, null=True)),
        migrations.AddField('topic', 'spelled', SpelledField('title', max_length=320)),
        migrations.AddField('post', 'search', WordsField(editable=False, null=True)),
        migrations.AddIndex('topic', GinIndex(fields=['search'], name='forum_topic_search')),
        migrations.AddIndex('topic', GinIndex(fields=['spelled'], name='forum_topic_spelled', opclasses=['gin_trgm_ops'])),
        migrations.AddIndex('topic', models.Index(condition=models.Q(search=None), fields=['id'], name='forum_topic_unsearched')),
        migrations.AddIndex('post', GinIndex(fields=['search'], name='forum_post_search')),
        migrations.AddIndex('post', models.Index(condition=models.Q(search=None), fields=['id'], name='forum_post_unsearched')),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
