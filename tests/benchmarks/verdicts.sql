-- The verdict on each subject of an event under a rule: the best of its rows in the clause table, written by hand for DuckDB.
-- Best: in force, pending, review; then a listed role; then the fewest clauses that fail; ties by target, link and source.
SELECT *
FROM clauses
WHERE rowid IN (
    SELECT arg_min(rowid, (
        -state,
        NOT role_listed,
        -- the more clauses hold, the fewer fail
        -(
            stands::INT + decided::INT + rule_in_force::INT + type_covered::INT + role_listed::INT + held::INT + not_denied::INT
            + liability_found::INT + not_excepted::INT + fact_not_denied::INT + basis_on_record::INT + begun::INT + not_ended::INT
            + within_term::INT + type_settled::INT + role_settled::INT + exact_identity::INT + day_known::INT
            + held_on_the_day::INT + not_newcomer::INT + registration_settled::INT + findings_agree::INT + fault_stated::INT + fact_stated::INT
            + exception_settled::INT + start_reached::INT + term_lawful::INT + lifting_known::INT + identity_confirmed::INT
            + order_on_record::INT + authority_decided::INT
        ),
        coalesce(target, ''), link, coalesce(source, '')
    ))
    FROM clauses
    GROUP BY event, rule, subject
)
