-- The clause table of the live rules, written by hand for DuckDB: one row for each considered link to an event, rule and target.
-- It says what docs/semantics.md says and yields the columns of propagation.engine.CLAUSE_TABLE, in that order.
-- Unlike propagate() it is bound to these ten rules: their days, roles and terms are spelled out, and what no live rule uses
-- (offices read in the violation period, early removal, lifetime terms fixed by the rule) is left out.
-- $on: the day of evaluation.
WITH
rule (rule, covered_by, day_read, term_start, years, law_today, reads_violation, is_policy, needs_basis, ends_performed, ends_removed) AS (VALUES
    ('BJ-R1-MARKET-BAN',    'enterprise',            'listing',    'decision', NULL, false, true,  true,  true,  false, true),
    ('BJ-R2-HONOUR',        'enterprise',            'listing',    'listing',  NULL, false, true,  true,  false, false, true),
    ('BJ-R3-ENTITY-ONLY',   'enterprise',            'listing',    'listing',  NULL, false, false, true,  true,  false, true),
    ('CN-CO-178-4',         'company_or_enterprise', 'decision',   'decision', 3,    true,  true,  false, false, false, false),
    ('CN-CO-178-5',         'natural_person',        'evaluation', 'listing',  NULL, true,  false, false, false, true,  true),
    ('CN-COURT-CONSUMPTION','unit',                  'order',      'order',    NULL, false, true,  false, false, true,  false),
    ('CN-COURT-LIST-NAMES', 'any',                   'listing',    'listing',  NULL, false, false, false, false, true,  true),
    ('CN-FOOD-135-1',       'operator',              'decision',   'decision', 5,    false, true,  false, false, false, false),
    ('CN-LR-1999-4-6',      'company_or_enterprise', 'decision',   'decision', 3,    true,  true,  false, false, false, false),
    ('CN-REG-12-4',         'company_or_enterprise', 'decision',   'decision', 3,    true,  true,  false, false, false, false)
),
-- Each rule from day to day (the end is exclusive), with the times in which it was not in force.
slot (rule, slot, since, until, in_force) AS (VALUES
    ('BJ-R1-MARKET-BAN',     'BJ-R1-MARKET-BAN@2017-03-31<',     DATE '0001-01-01', DATE '2017-03-31', false),
    ('BJ-R1-MARKET-BAN',     'BJ-R1-MARKET-BAN@2017-03-31',      DATE '2017-03-31', DATE '9999-12-31', true),
    ('BJ-R2-HONOUR',         'BJ-R2-HONOUR@2017-03-31<',         DATE '0001-01-01', DATE '2017-03-31', false),
    ('BJ-R2-HONOUR',         'BJ-R2-HONOUR@2017-03-31',          DATE '2017-03-31', DATE '9999-12-31', true),
    ('BJ-R3-ENTITY-ONLY',    'BJ-R3-ENTITY-ONLY@2017-03-31<',    DATE '0001-01-01', DATE '2017-03-31', false),
    ('BJ-R3-ENTITY-ONLY',    'BJ-R3-ENTITY-ONLY@2017-03-31',     DATE '2017-03-31', DATE '9999-12-31', true),
    ('CN-CO-178-4',          'CN-CO-178-4@origin',               DATE '0001-01-01', DATE '2024-07-01', true),
    ('CN-CO-178-4',          'CN-CO-178-4@2024-07-01',           DATE '2024-07-01', DATE '9999-12-31', true),
    ('CN-CO-178-5',          'CN-CO-178-5@2024-07-01<',          DATE '0001-01-01', DATE '2024-07-01', false),
    ('CN-CO-178-5',          'CN-CO-178-5@2024-07-01',           DATE '2024-07-01', DATE '9999-12-31', true),
    ('CN-COURT-CONSUMPTION', 'CN-COURT-CONSUMPTION@2015-07-22<', DATE '0001-01-01', DATE '2015-07-22', false),
    ('CN-COURT-CONSUMPTION', 'CN-COURT-CONSUMPTION@2015-07-22',  DATE '2015-07-22', DATE '9999-12-31', true),
    ('CN-COURT-LIST-NAMES',  'CN-COURT-LIST-NAMES@2017-05-01<',  DATE '0001-01-01', DATE '2017-05-01', false),
    ('CN-COURT-LIST-NAMES',  'CN-COURT-LIST-NAMES@2017-05-01',   DATE '2017-05-01', DATE '9999-12-31', true),
    ('CN-FOOD-135-1',        'CN-FOOD-135-1@2015-10-01<',        DATE '0001-01-01', DATE '2015-10-01', false),
    ('CN-FOOD-135-1',        'CN-FOOD-135-1@2015-10-01',         DATE '2015-10-01', DATE '9999-12-31', true),
    ('CN-LR-1999-4-6',       'CN-LR-1999-4-6@1999-06-23<',       DATE '0001-01-01', DATE '1999-06-23', false),
    ('CN-LR-1999-4-6',       'CN-LR-1999-4-6@1999-06-23',        DATE '1999-06-23', DATE '2022-03-01', true),
    ('CN-LR-1999-4-6',       'CN-LR-1999-4-6@repealed',          DATE '2022-03-01', DATE '9999-12-31', false),
    ('CN-REG-12-4',          'CN-REG-12-4@2022-03-01<',          DATE '0001-01-01', DATE '2022-03-01', false),
    ('CN-REG-12-4',          'CN-REG-12-4@2022-03-01',           DATE '2022-03-01', DATE '9999-12-31', true)
),
listing (category) AS (VALUES
    ('serious_dishonesty_list'), ('samr.serious_list'), ('samr.serious_list_nondisclosure'), ('samr.serious_list_false_disclosure'),
    ('safety.serious_list'), ('wage.arrears_list'), ('tax.serious_list'), ('court.dishonest_executee')
),
trigger (rule, category) AS (
    SELECT rule, category FROM listing, (VALUES ('BJ-R1-MARKET-BAN'), ('BJ-R2-HONOUR'), ('BJ-R3-ENTITY-ONLY')) AS seed (rule)
    UNION ALL
    VALUES
        ('BJ-R1-MARKET-BAN', 'industry_ban_decision'),
        ('CN-CO-178-4', 'business_licence_revoked'), ('CN-CO-178-4', 'ordered_to_close'),
        ('CN-CO-178-5', 'court.dishonest_executee'),
        ('CN-COURT-CONSUMPTION', 'court.consumption_order'), ('CN-COURT-CONSUMPTION', 'court.dishonest_executee'),
        ('CN-COURT-LIST-NAMES', 'court.dishonest_executee'),
        ('CN-FOOD-135-1', 'food.licence_revoked'),
        ('CN-LR-1999-4-6', 'business_licence_revoked'),
        ('CN-REG-12-4', 'business_licence_revoked'), ('CN-REG-12-4', 'ordered_to_close')
),
-- Which role of the rule a link makes of the subject. only_type: only where the event's own subject is of this type.
target (rule, link, only_type, target, liability, settled) AS (
    SELECT rule, link, only_type, target, liability, settled
    FROM (VALUES
        ('self', NULL, true), ('candidate', NULL, true), ('individual_operator', 'individual_business', true),
        ('individual_operator', 'sole_proprietorship', true), ('parent_company', 'branch', false)
    ) AS as_enterprise (link, only_type, settled),
    (VALUES
        ('BJ-R1-MARKET-BAN', 'enterprise', 'none'), ('BJ-R2-HONOUR', 'enterprise', 'none'), ('BJ-R3-ENTITY-ONLY', 'enterprise', 'none'),
        ('CN-COURT-CONSUMPTION', 'enterprise', 'none'), ('CN-FOOD-135-1', 'enterprise', 'none')
    ) AS reaching (rule, target, liability)
    UNION ALL
    SELECT rule, link, only_type, 'legal_representative', liability, settled
    FROM (VALUES
        ('legal_representative', NULL, true), ('branch_head', 'branch', false), ('parent_legal_representative', 'branch', false)
    ) AS as_representative (link, only_type, settled),
    (VALUES
        ('BJ-R1-MARKET-BAN', 'none'), ('BJ-R2-HONOUR', 'none'), ('CN-COURT-CONSUMPTION', 'none'), ('CN-FOOD-135-1', 'none'),
        ('CN-CO-178-4', 'personal_finding'), ('CN-LR-1999-4-6', 'personal_finding'), ('CN-REG-12-4', 'personal_finding')
    ) AS reaching (rule, liability)
    UNION ALL
    SELECT rule, link, only_type, 'principal_in_charge', 'none', settled
    FROM (VALUES ('principal_in_charge', NULL, true), ('branch_head', 'branch', false)) AS as_principal (link, only_type, settled),
    (VALUES ('BJ-R1-MARKET-BAN'), ('BJ-R2-HONOUR'), ('CN-COURT-CONSUMPTION')) AS reaching (rule)
    UNION ALL
    VALUES
        ('BJ-R1-MARKET-BAN', 'registered_practitioner', NULL, 'registered_practitioner', 'direct', true),
        ('BJ-R2-HONOUR', 'senior_manager', NULL, 'senior_manager', 'none', true),
        ('BJ-R2-HONOUR', 'general_manager', NULL, 'senior_manager', 'none', true),
        ('BJ-R2-HONOUR', 'director', NULL, 'director', 'direct', true),
        ('BJ-R2-HONOUR', 'shareholder', NULL, 'shareholder', 'direct', true),
        ('CN-CO-178-5', 'self', NULL, 'listed_subject', 'own_sanction', true),
        ('CN-CO-178-5', 'candidate', NULL, 'listed_subject', 'own_sanction', true),
        ('CN-COURT-LIST-NAMES', 'self', NULL, 'listed_subject', 'own_sanction', true),
        ('CN-COURT-LIST-NAMES', 'candidate', NULL, 'listed_subject', 'own_sanction', true),
        ('CN-COURT-CONSUMPTION', 'actual_controller', NULL, 'actual_controller', 'none', false),
        ('CN-COURT-CONSUMPTION', 'finding:actual_controller', NULL, 'actual_controller', 'none', true),
        ('CN-COURT-CONSUMPTION', 'finding:debt_responsible', NULL, 'debt_responsible_person', 'direct', true),
        ('CN-COURT-CONSUMPTION', 'finding:direct', NULL, 'debt_responsible_person', 'direct', true),
        ('CN-FOOD-135-1', 'finding:direct_supervisor', NULL, 'direct_supervisor', 'direct', true),
        ('CN-FOOD-135-1', 'finding:other_direct', NULL, 'other_direct_person', 'direct', true),
        ('CN-FOOD-135-1', 'finding:direct', NULL, 'other_direct_person', 'direct', true)
),
event_on_day AS (
    SELECT
        e.*,
        coalesce(o.type, 'person') AS subject_type,
        CASE e.kind
            WHEN 'listing' THEN coalesce(listing_date, publication_date, decision_date, order_date, judgment_effective_date,
                                         completion_date, filing_date, bid_date)
            WHEN 'court' THEN coalesce(order_date, listing_date, decision_date, publication_date, judgment_effective_date,
                                       completion_date, filing_date, bid_date)
            ELSE coalesce(decision_date, listing_date, order_date, publication_date, judgment_effective_date, completion_date,
                          filing_date, bid_date)
        END AS event_day,
        coalesce(violation_start, violation_end - 1) AS violated_from,
        coalesce(violation_end, violation_start + 1) AS violated_until
    FROM events AS e LEFT JOIN organizations AS o ON o.id = e.subject
),
-- What is the same for everybody considered for an event under a rule.
event_rule AS (
    SELECT
        e.id AS event, rule, slot, e.source AS event_source, e.subject_type, e.event_day, e.violated_from, e.violated_until,
        e.filing_date, e.term_years, e.lifetime, years, reads_violation,
        CASE day_read
            WHEN 'listing' THEN coalesce(e.listing_date, e.event_day)
            WHEN 'decision' THEN coalesce(e.decision_date, e.event_day)
            WHEN 'order' THEN coalesce(e.order_date, e.listing_date, e.event_day)
            ELSE $on
        END AS read_day,
        coalesce(CASE term_start WHEN 'decision' THEN e.decision_date WHEN 'listing' THEN e.listing_date ELSE e.order_date END,
                 e.event_day) AS first_day,
        coalesce(e.annulled_date > $on, true) AS stands,
        coalesce(e.event_day <= $on, true) AS decided,
        in_force AS rule_in_force,
        CASE covered_by
            WHEN 'any' THEN known_type
            WHEN 'natural_person' THEN e.subject_type = 'person'
            WHEN 'operator' THEN known_type
            WHEN 'unit' THEN known_type AND e.subject_type <> 'person'
            WHEN 'enterprise' THEN is_enterprise OR e.subject_type IN ('branch', 'institution', 'social_organization')
            ELSE is_enterprise OR e.subject_type = 'branch'
        END AS type_covered,
        CASE covered_by
            WHEN 'any' THEN known_type
            WHEN 'natural_person' THEN e.subject_type = 'person'
            WHEN 'operator' THEN known_type AND e.subject_type NOT IN ('government', 'person')
            WHEN 'unit' THEN known_type AND e.subject_type NOT IN ('individual_business', 'government', 'person')
            ELSE is_enterprise
        END AS type_settled,
        rule <> 'CN-CO-178-5' OR coalesce(e.debt_large, true) AS fact_not_denied,
        rule <> 'CN-CO-178-5' OR e.debt_large IS NOT NULL AS fact_stated,
        NOT needs_basis OR e.underlying_basis IS NOT NULL AS basis_on_record,
        rule <> 'CN-COURT-CONSUMPTION' OR e.order_date IS NOT NULL AS order_on_record,
        NOT is_policy AS authority_decided,
        NOT ((ends_performed AND coalesce(e.performed_date <= $on, false))
             OR ((ends_removed OR (rule = 'CN-COURT-CONSUMPTION' AND e.category = 'court.consumption_order'))
                 AND coalesce(e.removed_date <= $on, false))) AS not_ended,
        NOT (rule = 'CN-COURT-CONSUMPTION' AND e.category <> 'court.consumption_order'
             AND coalesce(e.removed_date <= $on, false)) AS lifting_known
    FROM (
        SELECT
            *,
            subject_type IN ('company', 'partnership', 'sole_proprietorship', 'cooperative', 'non_company_enterprise') AS is_enterprise,
            is_enterprise OR subject_type IN ('branch', 'individual_business', 'institution', 'social_organization', 'government',
                                              'person') AS known_type
        FROM event_on_day
    ) AS e
    JOIN trigger USING (category)
    JOIN rule USING (rule)
    JOIN slot USING (rule)
    WHERE since <= CASE WHEN law_today THEN $on ELSE coalesce(event_day, $on) END
      AND until > CASE WHEN law_today THEN $on ELSE coalesce(event_day, $on) END
),
link AS (
    SELECT id AS event, subject, 'self' AS link, false AS office, NULL::DATE AS held_from, NULL::DATE AS held_until, NULL AS source,
           false AS contradicted
    FROM events WHERE subject IS NOT NULL
    UNION ALL
    SELECT e.id, r.person, r.role, true, r.start, r."end", r.source, false
    FROM events AS e JOIN roles AS r ON r.organization = e.subject
    UNION ALL
    SELECT e.id, h.holder, 'shareholder', true, h.start, h."end", h.source, false
    FROM events AS e JOIN holdings AS h ON h.organization = e.subject
    UNION ALL
    SELECT event, person, CASE WHEN found THEN 'finding:' || liability ELSE 'finding_denied' END, false, NULL, NULL, source,
           found AND bool_or(NOT found) OVER (PARTITION BY event, person, liability)
    FROM findings
    UNION ALL
    SELECT event, person, 'finding:sanctioned', false, NULL, NULL, source, false FROM sanctions
    UNION ALL
    SELECT event, person, 'finding:' || how, false, NULL, NULL, source, false FROM namings
    UNION ALL
    SELECT event, person, CASE WHEN compatible THEN 'candidate' ELSE 'excluded' END, false, NULL, NULL, source, false FROM candidates
    UNION ALL
    SELECT e.id, o.parent, 'parent_company', false, NULL, NULL, NULL, false
    FROM events AS e JOIN organizations AS o ON o.id = e.subject WHERE o.parent IS NOT NULL
    UNION ALL
    SELECT e.id, r.person, 'parent_legal_representative', true, r.start, r."end", r.source, false
    FROM events AS e JOIN organizations AS o ON o.id = e.subject JOIN roles AS r ON r.organization = o.parent
    WHERE r.role = 'legal_representative'
    UNION ALL
    SELECT id, client, 'client', false, NULL, NULL, NULL, false FROM events WHERE client IS NOT NULL
    UNION ALL
    SELECT e.id, r.person, 'client_office', true, r.start, r."end", r.source, false
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
    SELECT event, person AS subject, max(years) AS years, bool_or(coalesce(lifetime, false)) AS lifetime
    FROM sanctions GROUP BY event, person
),
named AS (SELECT DISTINCT event, person AS subject, true AS is_named FROM namings),
-- Everybody considered, with what the documents say of them.
considered AS (
    SELECT
        event, subject, link, office, held_from, held_until, k.source, contradicted,
        coalesce(confirmed, true) AS identity_confirmed,
        coalesce(direct_found, false) AS direct_found, coalesce(direct_denied, false) AS direct_denied,
        coalesce(direct_conflict, false) AS direct_conflict,
        coalesce(debt_found, false) AS debt_found, coalesce(debt_denied, false) AS debt_denied,
        coalesce(debt_conflict, false) AS debt_conflict,
        coalesce(fault_found, false) AS fault_found, coalesce(fault_denied, false) AS fault_denied,
        link IN ('self', 'candidate') OR is_named IS NOT NULL OR sanction.lifetime IS NOT NULL AS by_own_name,
        sanction.years AS own_years, sanction.lifetime AS own_lifetime
    FROM link AS k
    LEFT JOIN finding USING (event, subject)
    LEFT JOIN sanction USING (event, subject)
    LEFT JOIN named USING (event, subject)
    LEFT JOIN persons ON persons.id = subject
),
tested AS (
    SELECT
        c.*, e.* EXCLUDE (event), target, liability, settled,
        target IS NOT NULL AS listed,
        CASE WHEN target = 'debt_responsible_person' THEN debt_found ELSE direct_found END AS is_found,
        CASE WHEN target = 'debt_responsible_person' THEN debt_denied ELSE direct_denied END AS is_denied,
        CASE WHEN target = 'debt_responsible_person' THEN debt_conflict ELSE direct_conflict END AS is_opposed,
        coalesce(liability = 'direct', false) AS for_direct, coalesce(liability = 'personal_finding', false) AS for_fault,
        office AND read_day IS NULL AS unknown_day,
        NOT office OR (coalesce(held_from <= read_day, read_day IS NOT NULL) AND coalesce(read_day < held_until, read_day IS NOT NULL))
            AS on_the_day,
        violated_from IS NOT NULL AND coalesce(held_from < violated_until, true) AND coalesce(violated_from < held_until, true)
            AND coalesce(held_from < held_until, true) AS in_violation,
        e.rule = 'CN-COURT-LIST-NAMES' AND coalesce(own_lifetime, e.lifetime, false) AS for_life,
        CASE WHEN e.rule = 'CN-COURT-LIST-NAMES' THEN coalesce(own_years, term_years) ELSE e.years END AS lasting
    FROM considered AS c
    JOIN event_rule AS e USING (event)
    LEFT JOIN target AS t ON t.rule = e.rule AND t.link = c.link AND (only_type IS NULL OR only_type = subject_type)
),
clause AS (
    SELECT
        event, rule, slot, subject, link, target, source, event_source,
        stands, decided, rule_in_force, type_covered,
        listed AS role_listed,
        on_the_day OR unknown_day OR (reads_violation AND in_violation)
            OR (rule = 'CN-COURT-CONSUMPTION'
                AND ((filing_date IS NOT NULL AND coalesce(held_from <= filing_date, true) AND coalesce(filing_date < held_until, true))
                     OR (coalesce(held_from <= $on, true) AND coalesce($on < held_until, true)))) AS held,
        NOT ((for_direct AND is_denied AND NOT is_found) OR (for_fault AND fault_denied AND NOT fault_found)) AS not_denied,
        NOT ((for_direct AND NOT is_found AND NOT is_denied) OR (coalesce(liability = 'own_sanction', false) AND NOT by_own_name))
            AS liability_found,
        fact_not_denied, basis_on_record,
        coalesce(first_day <= $on, true) AS begun,
        not_ended,
        CASE WHEN for_life THEN NULL ELSE (first_day + to_years(lasting))::DATE END AS last_day,
        coalesce(last_day >= $on, true) AS within_term,
        type_settled,
        NOT listed OR settled AS role_settled,
        link <> 'candidate' AS exact_identity,
        NOT unknown_day AND event_day IS NOT NULL AS day_known,
        on_the_day OR unknown_day AS held_on_the_day,
        NOT (rule = 'CN-FOOD-135-1' AND office AND on_the_day AND violated_from IS NOT NULL AND NOT in_violation) AS not_newcomer,
        NOT (contradicted OR (for_direct AND is_opposed) OR (for_fault AND fault_found AND fault_denied)) AS findings_agree,
        NOT (for_fault AND NOT fault_found AND NOT fault_denied) AS fault_stated,
        fact_stated, lifting_known, identity_confirmed, order_on_record, authority_decided,
        first_day, for_life AS lifetime, liability
    FROM tested
)
SELECT
    event, rule, slot, subject, link, target, source, event_source,
    stands, decided, rule_in_force, type_covered, role_listed, held, not_denied, liability_found, fact_not_denied, basis_on_record,
    begun, not_ended, within_term,
    type_settled, role_settled, exact_identity, day_known, held_on_the_day, not_newcomer, findings_agree, fault_stated, fact_stated,
    lifting_known, identity_confirmed,
    order_on_record, authority_decided,
    (CASE
        WHEN NOT (stands AND decided AND rule_in_force AND type_covered AND role_listed AND held AND not_denied AND liability_found
                  AND fact_not_denied AND basis_on_record AND begun AND not_ended AND within_term) THEN 0
        WHEN NOT (type_settled AND role_settled AND exact_identity AND day_known AND held_on_the_day AND not_newcomer
                  AND findings_agree AND fault_stated AND fact_stated AND lifting_known AND identity_confirmed) THEN 1
        WHEN NOT (order_on_record AND authority_decided) THEN 2
        ELSE 3
    END)::INTEGER AS state,
    first_day, last_day, lifetime, NULL::DATE AS early_removal_from, liability
FROM clause
