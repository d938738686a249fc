from django.db import migrations

# What a draw was made from is what makes it repeatable; only the day its returns are due may move.
KEEP_DRAWS = """
CREATE FUNCTION cases_made_draw_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.drawn_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'due_on' = to_jsonb(NEW) - 'due_on' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A draw that has been made stays as it is' USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER made_draw_stays BEFORE UPDATE OR DELETE ON cases_draw
FOR EACH ROW EXECUTE FUNCTION cases_made_draw_stays();

CREATE FUNCTION cases_frame_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    touched uuid[] := ARRAY[]::uuid[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.draw_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.draw_id; END IF;
    IF EXISTS (SELECT 1 FROM cases_draw WHERE id = ANY (touched) AND drawn_at IS NOT NULL) THEN
        RAISE EXCEPTION 'The frame of a draw that has been made stays as it is'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER frame_stays BEFORE INSERT OR UPDATE OR DELETE ON cases_drawcell
FOR EACH ROW EXECUTE FUNCTION cases_frame_stays();
"""
UNDO = """
DROP TRIGGER frame_stays ON cases_drawcell;
DROP FUNCTION cases_frame_stays();
DROP TRIGGER made_draw_stays ON cases_draw;
DROP FUNCTION cases_made_draw_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_what_is_taken_as_true_in_words")]

    operations = [migrations.RunSQL(KEEP_DRAWS, UNDO)]
