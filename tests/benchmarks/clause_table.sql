-- The clause table of the live rules, written by hand for DuckDB: one row for each considered link to an event, rule and target.
-- It says what docs/semantics.md says and yields the columns of propagation.engine.CLAUSE_TABLE, in that order.
-- Unlike propagate() it is bound to these rules: their constants stand before it in rules.sql, what only one or two of them say
-- (exceptions, alternative terms, required facts) stands here by their names, and what no live rule uses is left out.
-- $on: the day of evaluation.
event_on_day AS (
    SELECT
        e.*,
        coalesce(o.type, 'person') AS subject_type,
        coalesce(
            CASE
                WHEN kind = 'listing' THEN coalesce(listing_date, publication_date)
                WHEN kind = 'court' AND category IN ('court.consumption_order', 'court.exit_order') THEN coalesce(order_date, listing_date)
                WHEN kind = 'court' THEN coalesce(listing_date, order_date)
            END,
            decision_date, listing_date, order_date, publication_date, judgment_effective_date, completion_date, filing_date, bid_date
        ) AS event_day,
        coalesce(violation_start, violation_end - 1) AS violated_from,
        coalesce(violation_end, violation_start + 1) AS violated_until,
        regexp_matches(sentence, '刑|拘役|管制') AS is_penal
    FROM (
        -- An order made later does not shape what a listing does today; an event that is itself an order keeps its day.
        SELECT * REPLACE (CASE WHEN order_date <= $on OR category IN ('court.consumption_order', 'court.exit_order') THEN order_date END AS order_date)
        FROM events
    ) AS e LEFT JOIN organizations AS o ON o.id = e.subject
),
-- Each event with the rules that its category sets in motion: the version of the day, and the term that its facts choose.
event_rule AS (
    SELECT
        e.*, r.* EXCLUDE (kind, years, starts, least, most),
        rule IN ('CN-CO-178-2', 'CN-CONSTR-S66', 'CN-SAFE-94') AS bound_before,
        reads = 'violation' AND NOT (rule = 'CN-TAX-54' AND violated_from IS NULL) AS reads_violation,
        CASE WHEN law_today THEN $on ELSE coalesce(event_day, $on) END AS law_day,
        coalesce(CASE rule
            WHEN 'CN-EIA-32' THEN severity IN ('criminal', '构成犯罪') OR is_penal
            WHEN 'CN-SAFE-92' THEN severity IN ('serious', 'especially_serious', '情节严重', '情节特别严重')
            WHEN 'CN-SOE-73' THEN severity IN ('especially_serious', '特别重大损失')
        END, false) AS for_gravity,
        rule = 'CN-CO-178-2' AND (coalesce(contains(sentence, '缓刑'), false) OR probation_end_date IS NOT NULL) AS on_probation,
        CASE
            WHEN on_probation THEN 'probation'
            WHEN rule = 'CN-CONSTR-S66' AND is_penal THEN 'sentence'
            WHEN rule = 'CN-SAFE-94' AND category = 'safety.principal_criminal' THEN 'sentence'
            ELSE r.starts
        END AS starts,
        CASE WHEN on_probation THEN 2 WHEN NOT for_gravity THEN r.years END AS years,
        CASE WHEN for_gravity THEN 'lifetime' ELSE r.kind END AS term_kind,
        CASE category WHEN 'bid.breach' THEN 2 ELSE r.least END AS least,
        CASE category WHEN 'bid.fraud' THEN 3 WHEN 'bid.breach' THEN 5 ELSE r.most END AS most
    FROM event_on_day AS e JOIN trigger USING (category) JOIN rule AS r USING (rule)
),
-- What is the same for everybody considered for an event under a rule.
judged AS (
    SELECT
        e.id AS event, rule, e.kind, e.source AS event_source, e.subject_type, e.event_day, e.violated_from, e.violated_until,
        e.filing_date, e.decision_date, e.term_years, e.lifetime, e.evidence_against_lr, e.correction_date,
        effect, term_kind, years, least, most, bound_before, reads_violation, also_in_violation,
        starts = 'own' AS starts_own, reads = 'event' AS reads_own,
        rule || CASE
            WHEN law_day >= coalesce(until, 'infinity'::DATE) THEN '@repealed'
            WHEN law_day >= since THEN '@' || since::VARCHAR
            WHEN earlier THEN '@origin'
            ELSE '@' || since::VARCHAR || '<'
        END AS slot,
        CASE reads
            WHEN 'listing' THEN coalesce(e.listing_date, e.event_day)
            WHEN 'decision' THEN coalesce(e.decision_date, e.event_day)
            WHEN 'order' THEN coalesce(e.order_date, e.listing_date, e.event_day)
            WHEN 'evaluation' THEN $on
            ELSE e.event_day
        END AS read_day,
        -- The first day; where it starts with the decision against the person: the other day of which the later counts.
        CASE starts
            WHEN 'own' THEN CASE WHEN rule = 'CN-CONSTR-S66' THEN e.sentence_served_date END
            WHEN 'sentence' THEN CASE WHEN bound_before THEN e.sentence_served_date ELSE coalesce(e.sentence_served_date, e.event_day) END
            WHEN 'probation' THEN e.probation_end_date
            ELSE coalesce(CASE starts
                WHEN 'decision' THEN e.decision_date WHEN 'listing' THEN e.listing_date WHEN 'order' THEN e.order_date
                WHEN 'publication' THEN e.publication_date WHEN 'completion' THEN e.completion_date
                WHEN 'judgment' THEN e.judgment_effective_date WHEN 'bid' THEN e.bid_date
            END, e.event_day)
        END AS start_day,
        coalesce(e.annulled_date > $on, true) AS stands,
        coalesce(e.event_day <= $on, true) AS decided,
        (earlier OR law_day >= since)
            AND (law_day < coalesce(until, 'infinity'::DATE) OR (e.event_day IS NULL AND NOT law_today)) AS rule_in_force,
        list_contains(settled_types, e.subject_type) AS type_settled,
        type_settled OR list_contains(open_types, e.subject_type) AS type_covered,
        CASE rule
            WHEN 'CN-CO-178-5' THEN e.debt_large
            WHEN 'CN-FOOD-135-2' THEN CASE WHEN regexp_matches(e.sentence, '有期徒刑|无期徒刑|死刑') THEN true
                                           WHEN regexp_matches(e.sentence, '管制|拘役|单处罚金|免予刑事处罚|免于刑事处罚|无罪') THEN false END
            WHEN 'CN-SAFE-94-LIFE' THEN CASE WHEN regexp_matches(e.accident_level, '重大(生产安全)?事故') THEN true
                                             WHEN regexp_matches(e.accident_level, '(较大|一般)(生产安全)?事故') THEN false END
            ELSE true
        END AS wanted_fact,
        rule NOT IN ('BJ-R1-MARKET-BAN', 'BJ-R3-ENTITY-ONLY') OR e.underlying_basis IS NOT NULL AS basis_on_record,
        effect <> 'court_order' OR e.order_date IS NOT NULL AS order_on_record,
        coalesce(e.removed_date <= $on, false) AS is_removed,
        effect = 'court_order' AND e.category NOT IN ('court.consumption_order', 'court.exit_order') AS is_no_order,
        NOT ((ends_performed AND coalesce(e.performed_date <= $on, false))
             OR (is_removed AND (ends_removed OR (effect = 'court_order' AND NOT is_no_order)))) AS not_ended,
        NOT (is_no_order AND is_removed) AS lifting_known,
        CASE WHEN rule = 'CN-SAFE-94-LIFE' THEN 'same_industry' END AS scope
    FROM event_rule AS e JOIN covering USING (covered_by)
),
-- The decisions against persons that are made by then; that against the event's own subject is the event itself.
sanction_on_day AS (
    SELECT * FROM sanctions
    WHERE coalesce(decision_date <= $on, true) OR (event, person) IN (SELECT (id, subject) FROM events WHERE subject IS NOT NULL)
),
link AS (
    SELECT id AS event, subject, 'self' AS link, false AS office, NULL::DATE AS held_from, NULL::DATE AS held_until, NULL::DATE AS registered_on, NULL AS source,
           false AS contradicted
    FROM events WHERE subject IS NOT NULL
    UNION ALL
    SELECT e.id, r.person, r.role, true, r.start, r."end", r.registered_on, r.source, false
    FROM events AS e JOIN roles AS r ON r.organization = e.subject
    UNION ALL
    SELECT e.id, h.holder, CASE WHEN o.id IS NULL THEN 'shareholder' ELSE 'corporate_shareholder' END, true, h.start, h."end", NULL, h.source,
           false
    FROM events AS e JOIN holdings AS h ON h.organization = e.subject LEFT JOIN organizations AS o ON o.id = h.holder
    UNION ALL
    SELECT event, person, CASE WHEN found THEN 'finding:' || liability ELSE 'finding_denied' END, false, NULL, NULL, NULL, source,
           found AND bool_or(NOT found) OVER (PARTITION BY event, person, liability)
    FROM findings
    UNION ALL
    SELECT event, person, 'finding:sanctioned', false, NULL, NULL, NULL, source, false FROM sanction_on_day
    UNION ALL
    SELECT event, person, 'finding:' || how, false, NULL, NULL, NULL, source, false FROM namings
    UNION ALL
    SELECT event, person, CASE WHEN compatible THEN 'candidate' ELSE 'excluded' END, false, NULL, NULL, NULL, source, false FROM candidates
    UNION ALL
    SELECT e.id, o.parent, 'parent_company', false, NULL, NULL, NULL, NULL, false
    FROM events AS e JOIN organizations AS o ON o.id = e.subject WHERE o.parent IS NOT NULL
    UNION ALL
    SELECT e.id, r.person, 'parent_legal_representative', true, r.start, r."end", r.registered_on, r.source, false
    FROM events AS e JOIN organizations AS o ON o.id = e.subject JOIN roles AS r ON r.organization = o.parent
    WHERE r.role = 'legal_representative'
    UNION ALL
    SELECT id, client, 'client', false, NULL, NULL, NULL, NULL, false FROM events WHERE client IS NOT NULL
    UNION ALL
    SELECT e.id, r.person, 'client_office', true, r.start, r."end", r.registered_on, r.source, false
    FROM events AS e JOIN roles AS r ON r.organization = e.client
),
finding AS (
    SELECT
        event, person AS subject,
        bool_or(found) FILTER (is_direct) AS direct_found, bool_or(denied) FILTER (is_direct) AS direct_denied,
        bool_or(found AND denied) FILTER (is_direct) AND NOT bool_or(found AND NOT denied) FILTER (is_direct) AS direct_conflict,
        bool_or(found) FILTER (is_debt) AS debt_found, bool_or(denied) FILTER (is_debt) AS debt_denied,
        bool_or(found AND denied) FILTER (is_debt) AND NOT bool_or(found AND NOT denied) FILTER (is_debt) AS debt_conflict,
        bool_or(found) FILTER (is_fault) AS fault_found, bool_or(denied) FILTER (is_fault) AS fault_denied
    FROM (
        SELECT
            event, person, bool_or(found) AS found, bool_or(NOT found) AS denied,
            liability IN ('direct', 'direct_supervisor', 'other_direct') AS is_direct,
            liability IN ('debt_responsible', 'direct') AS is_debt,
            liability = 'personal_finding' AS is_fault
        FROM findings GROUP BY event, person, liability
    ) AS said
    GROUP BY event, person
),
sanction AS (
    SELECT event, person AS subject, max(years) AS years, bool_or(coalesce(lifetime, false)) AS lifetime, max(decision_date) AS own_date
    FROM sanction_on_day GROUP BY event, person
),
named AS (
    SELECT event, person AS subject, bool_or(how = 'named') AS is_named, bool_or(how = 'court_found') AS is_court_found
    FROM namings GROUP BY event, person
),
court_found AS (SELECT event, count(DISTINCT person) AS persons FROM namings WHERE how = 'court_found' GROUP BY event),
-- Everybody considered, with what the documents say of them.
considered AS (
    SELECT
        event, subject, link, office, held_from, held_until, registered_on, k.source, contradicted,
        coalesce(confirmed, true) AS identity_confirmed, coalesce(honoured, false) AS honoured,
        coalesce(direct_found, false) AS direct_found, coalesce(direct_denied, false) AS direct_denied,
        coalesce(direct_conflict, false) AS direct_conflict,
        coalesce(debt_found, false) AS debt_found, coalesce(debt_denied, false) AS debt_denied,
        coalesce(debt_conflict, false) AS debt_conflict,
        coalesce(fault_found, false) AS fault_found, coalesce(fault_denied, false) AS fault_denied,
        (coalesce(direct_found, false) AND NOT coalesce(direct_conflict, false))
            OR (coalesce(fault_found, false) AND NOT coalesce(fault_denied, false)) AS tied_to_act,
        coalesce(court_found.persons, 0) > coalesce(is_court_found, false)::INT AS another_found,
        link IN ('self', 'candidate') AS is_itself,
        coalesce(is_named, false) OR sanction.lifetime IS NOT NULL AS decided_about,
        sanction.years AS own_years, sanction.lifetime AS own_lifetime, own_date,
        sanction.lifetime OR sanction.years IS NOT NULL AS own_term
    FROM link AS k
    LEFT JOIN finding USING (event, subject)
    LEFT JOIN sanction USING (event, subject)
    LEFT JOIN named USING (event, subject)
    LEFT JOIN court_found USING (event)
    LEFT JOIN persons ON persons.id = subject
),
tested AS (
    SELECT
        c.*, e.* EXCLUDE (event), target, liability, settled,
        target IS NOT NULL AS listed,
        CASE WHEN reads_own THEN coalesce(own_date, read_day) ELSE read_day END AS office_day,
        CASE WHEN target = 'debt_responsible_person' THEN debt_found ELSE direct_found END AS is_found,
        CASE WHEN target = 'debt_responsible_person' THEN debt_denied ELSE direct_denied END AS is_denied,
        CASE WHEN target = 'debt_responsible_person' THEN debt_conflict ELSE direct_conflict END AS is_opposed,
        coalesce(liability = 'direct', false) AS for_direct, coalesce(liability = 'personal_finding', false) AS for_fault,
        coalesce(liability = 'own_sanction', false) AS for_own,
        e.rule = 'CN-TAX-54' AND another_found AND coalesce(target = 'legal_representative', false) AS another_responsible,
        office AND (CASE WHEN reads_violation THEN violated_from ELSE office_day END) IS NULL AS unknown_day,
        violated_from IS NOT NULL AND coalesce(held_from < violated_until, true) AND coalesce(violated_from < held_until, true)
            AND coalesce(held_from < held_until, true) AS in_violation,
        NOT office OR (CASE WHEN reads_violation THEN in_violation
            ELSE coalesce(held_from <= office_day, office_day IS NOT NULL) AND coalesce(office_day < held_until, office_day IS NOT NULL)
        END) AS on_the_day,
        -- Recorded only after the last of the rule's days on which the office was held.
        office AND on_the_day
            AND coalesce(registered_on >= least(CASE WHEN reads_violation THEN violated_until ELSE office_day + 1 END, held_until), false)
            AS registered_late,
        CASE WHEN starts_own THEN greatest(coalesce(own_date, event_day), start_day) ELSE start_day END AS first_day,
        CASE WHEN term_kind = 'lifetime' THEN true
             WHEN term_kind = 'decision_defined' THEN coalesce(CASE WHEN own_term THEN own_lifetime ELSE e.lifetime END, false)
             ELSE false END AS for_life,
        CASE WHEN term_kind = 'decision_defined' THEN CASE WHEN own_term THEN own_years ELSE term_years END ELSE e.years END AS lasting
    FROM considered AS c
    JOIN judged AS e USING (event)
    LEFT JOIN target AS t ON t.rule = e.rule AND t.link = c.link AND (only_type IS NULL OR only_type = subject_type)
                         AND (target <> 'actual_controller' OR e.slot <> 'CN-COURT-CONSUMPTION@origin')
),
clause AS (
    SELECT
        event, rule, slot, subject, link, target, source, event_source,
        stands, decided, rule_in_force, type_covered,
        listed AS role_listed,
        on_the_day OR unknown_day OR (also_in_violation AND in_violation)
            OR (rule = 'CN-TAX-54' AND decision_date IS NOT NULL
                AND coalesce(held_from <= decision_date, true) AND coalesce(decision_date < held_until, true))
            OR (rule = 'CN-COURT-CONSUMPTION'
                AND ((filing_date IS NOT NULL AND coalesce(held_from <= filing_date, true) AND coalesce(filing_date < held_until, true))
                     OR (coalesce(held_from <= $on, true) AND coalesce($on < held_until, true)))) AS held,
        NOT ((for_direct AND is_denied AND NOT is_found) OR (for_fault AND fault_denied AND NOT fault_found)) AS not_denied,
        NOT ((for_direct AND NOT is_found AND NOT is_denied)
             OR (for_own AND NOT is_itself AND NOT decided_about AND effect <> 'own_decision')) AS liability_found,
        NOT another_responsible OR coalesce(evidence_against_lr, true) AS not_excepted,
        NOT another_responsible OR evidence_against_lr IS NOT NULL AS exception_settled,
        coalesce(wanted_fact, true) AS fact_not_denied, wanted_fact IS NOT NULL AS fact_stated,
        basis_on_record,
        bound_before OR coalesce(first_day <= $on, true) AS begun,
        NOT bound_before OR coalesce(first_day <= $on, false) AS start_reached,
        CASE WHEN term_kind = 'decision_defined'
                 THEN NOT coalesce(lasting < least OR lasting > most OR (for_life AND most IS NOT NULL), false)
             -- Whom the authority must ban for the term of the law, the decision against him says so, or nothing.
             WHEN effect = 'own_decision' AND term_kind IN ('fixed', 'lifetime') AND own_term
                 THEN for_life = own_lifetime AND own_years IS NOT DISTINCT FROM lasting
             ELSE true
        END AS term_lawful,
        not_ended,
        CASE WHEN NOT for_life THEN (first_day + to_years(lasting))::DATE END AS last_day,
        coalesce(last_day >= $on, true) AS within_term,
        type_settled,
        NOT listed OR settled AS role_settled,
        link <> 'candidate' AS exact_identity,
        NOT (unknown_day AND NOT (reads_violation AND tied_to_act)) AND event_day IS NOT NULL AS day_known,
        on_the_day OR unknown_day AS held_on_the_day,
        NOT (rule = 'CN-FOOD-135-1' AND office AND on_the_day AND violated_from IS NOT NULL AND NOT in_violation) AS not_newcomer,
        NOT registered_late AS registration_settled,
        NOT (contradicted OR (for_direct AND is_opposed) OR (for_fault AND fault_found AND fault_denied)) AS findings_agree,
        NOT (for_fault AND NOT fault_found AND NOT fault_denied) AS fault_stated,
        lifting_known, identity_confirmed, order_on_record,
        effect <> 'policy_route'
            AND (effect <> 'own_decision' OR decided_about OR (is_itself AND (for_own OR kind = 'sanction'))) AS authority_decided,
        event_day, first_day, for_life AS lifetime, scope, liability,
        CASE
            WHEN rule = 'CN-TAX-54' AND target IN ('legal_representative', 'court_found_responsible_person') THEN 'disclosed_with'
            WHEN rule = 'BJ-R2-HONOUR' AND honoured THEN 'honour_on_record'
            WHEN term_kind = 'decision_defined' AND NOT for_life AND lasting IS NULL THEN 'term_not_stated'
        END AS flag,
        CASE
            WHEN rule IN ('CN-SAFE-LIST-11', 'CN-SAMR-44') THEN (first_day + to_months(12))::DATE
            WHEN rule = 'CN-WAGE-48' AND correction_date <= $on THEN (correction_date + to_months(6))::DATE
        END AS early_removal_from
    FROM tested
)
SELECT
    event, rule, slot, subject, link, target, source, event_source,
    stands, decided, rule_in_force, type_covered, role_listed, held, not_denied, liability_found, not_excepted, fact_not_denied,
    basis_on_record, begun, not_ended, within_term,
    type_settled, role_settled, exact_identity, day_known, held_on_the_day, not_newcomer, registration_settled, findings_agree,
    fault_stated, fact_stated, exception_settled, start_reached, term_lawful, lifting_known, identity_confirmed,
    order_on_record, authority_decided,
    (CASE
        WHEN NOT (stands AND decided AND rule_in_force AND type_covered AND role_listed AND held AND not_denied AND liability_found
                  AND not_excepted AND fact_not_denied AND basis_on_record AND begun AND not_ended AND within_term) THEN 0
        WHEN NOT (type_settled AND role_settled AND exact_identity AND day_known AND held_on_the_day AND not_newcomer
                  AND registration_settled AND findings_agree AND fault_stated AND fact_stated AND exception_settled AND start_reached AND term_lawful
                  AND lifting_known AND identity_confirmed) THEN 1
        WHEN NOT (order_on_record AND authority_decided) THEN 2
        ELSE 3
    END)::INTEGER AS state,
    event_day, first_day, last_day, lifetime, scope, flag, early_removal_from, liability
FROM clause
