// The clause table of one rule, CN-FOOD-135-1, derived inside the graph: written by hand over the product's own graph model.
// It says what docs/semantics.md says and returns the columns of propagation.engine.CLAUSE_TABLE. $on: the day of evaluation.
MATCH (event:Event {category: 'food.licence_revoked'})
WHERE event.fact_id IS NOT NULL
OPTIONAL MATCH (event)-[:AGAINST]->(punished:Subject)
WITH event, punished,
  CASE WHEN punished:Organization THEN punished.type ELSE 'person' END AS type,
  coalesce(
    CASE event.kind
      WHEN 'listing' THEN coalesce(event.listing_date, event.publication_date)
      WHEN 'court' THEN coalesce(event.listing_date, event.order_date)
    END,
    event.decision_date, event.listing_date, event.order_date, event.publication_date, event.judgment_effective_date,
    event.completion_date, event.filing_date, event.bid_date) AS event_day,
  coalesce(event.violation_start, event.violation_end - duration({days: 1})) AS violated_from,
  coalesce(event.violation_end, event.violation_start + duration({days: 1})) AS violated_until
// What is the same for everybody: the act, the law of its day, the kind of subject.
WITH event, punished, type, event_day, violated_from, violated_until,
  coalesce(event.decision_date, event_day) AS read_day,
  coalesce(event.annulled_date > $on, true) AS stands,
  coalesce(event_day <= $on, true) AS decided,
  coalesce(event_day, $on) >= date('2015-10-01') AS rule_in_force,
  type IN ['company', 'partnership', 'sole_proprietorship', 'cooperative', 'non_company_enterprise', 'branch', 'individual_business',
           'institution', 'social_organization'] AS type_settled
// Everybody considered.
CALL (event, punished) {
  WITH event, punished WHERE punished IS NOT NULL
  RETURN 'self' AS link, punished AS subject, false AS office, null AS fact
  UNION ALL
  MATCH (punished)<-[fact:HOLDS_ROLE]-(subject) WHERE fact.recorded_to IS NULL
  RETURN fact.role AS link, subject, true AS office, fact
  UNION ALL
  MATCH (punished)<-[fact:OWNS]-(subject) WHERE fact.recorded_to IS NULL
  RETURN CASE WHEN subject:Organization THEN 'corporate_shareholder' ELSE 'shareholder' END AS link, subject, true AS office, fact
  UNION ALL
  MATCH (event)-[fact:FINDING_ON]->(subject) WHERE fact.recorded_to IS NULL
  RETURN CASE WHEN fact.found THEN 'finding:' + fact.liability ELSE 'finding_denied' END AS link, subject, false AS office, fact
  UNION ALL
  // A decision still to come is not read, except that against the event's own subject.
  MATCH (event)-[fact:SANCTIONS]->(subject)
  WHERE fact.recorded_to IS NULL AND (coalesce(fact.decision_date <= $on, true) OR subject = punished)
  RETURN 'finding:sanctioned' AS link, subject, false AS office, fact
  UNION ALL
  MATCH (event)-[fact:NAMES]->(subject) WHERE fact.recorded_to IS NULL
  RETURN 'finding:' + fact.how AS link, subject, false AS office, fact
  UNION ALL
  MATCH (event)-[fact:MAY_BE]->(subject) WHERE fact.recorded_to IS NULL
  RETURN CASE WHEN fact.compatible THEN 'candidate' ELSE 'excluded' END AS link, subject, false AS office, fact
  UNION ALL
  MATCH (punished)-[:BRANCH_OF]->(subject)
  RETURN 'parent_company' AS link, subject, false AS office, null AS fact
  UNION ALL
  MATCH (punished)-[:BRANCH_OF]->()<-[fact:HOLDS_ROLE {role: 'legal_representative'}]-(subject) WHERE fact.recorded_to IS NULL
  RETURN 'parent_legal_representative' AS link, subject, true AS office, fact
  UNION ALL
  MATCH (event)-[:COMMISSIONED_BY]->(subject)
  RETURN 'client' AS link, subject, false AS office, null AS fact
  UNION ALL
  MATCH (event)-[:COMMISSIONED_BY]->()<-[fact:HOLDS_ROLE]-(subject) WHERE fact.recorded_to IS NULL
  RETURN 'client_office' AS link, subject, true AS office, fact
}
// What the link makes of the subject, and what the documents say of it.
WITH *,
  CASE
    WHEN link IN ['self', 'candidate'] THEN ['enterprise', 'none', true]
    WHEN link = 'individual_operator' AND type IN ['individual_business', 'sole_proprietorship'] THEN ['enterprise', 'none', true]
    WHEN link = 'parent_company' AND type = 'branch' THEN ['enterprise', 'none', false]
    WHEN link = 'legal_representative' THEN ['legal_representative', 'none', true]
    WHEN link IN ['branch_head', 'parent_legal_representative'] AND type = 'branch' THEN ['legal_representative', 'none', false]
    WHEN link = 'finding:direct_supervisor' THEN ['direct_supervisor', 'direct', true]
    WHEN link IN ['finding:direct', 'finding:other_direct'] THEN ['other_direct_person', 'direct', true]
    ELSE []
  END AS role,
  [(event)-[said:FINDING_ON]->(subject) WHERE said.recorded_to IS NULL AND said.found | said.liability] AS found,
  [(event)-[said:FINDING_ON]->(subject) WHERE said.recorded_to IS NULL AND NOT said.found | said.liability] AS denied,
  fact.start AS start, fact.end AS end, fact.registered_on AS registered_on
WITH *,
  size(role) > 0 AS role_listed,
  ['direct', 'direct_supervisor', 'other_direct'] AS family,
  NOT office OR (read_day IS NOT NULL AND coalesce(start <= read_day, true) AND coalesce(read_day < end, true)) AS on_the_day,
  office AND read_day IS NULL AS unknown_day,
  violated_from IS NOT NULL AND coalesce(start < violated_until, true) AND coalesce(violated_from < end, true)
    AND coalesce(start < end, true) AS in_violation,
  coalesce(event.decision_date, event_day) AS first_day,
  coalesce(event.decision_date, event_day) + duration({years: 5}) AS last_day
WITH *,
  coalesce(role[1] = 'direct', false) AS for_direct,
  any(liability IN found WHERE liability IN family) AS is_found,
  any(liability IN denied WHERE liability IN family) AS is_denied,
  any(liability IN found WHERE liability IN family AND liability IN denied)
    AND NOT any(liability IN found WHERE liability IN family AND NOT liability IN denied) AS is_opposed
WITH *,
  on_the_day OR unknown_day OR in_violation AS held,
  NOT (for_direct AND is_denied AND NOT is_found) AS not_denied,
  NOT (for_direct AND NOT is_found AND NOT is_denied) AS liability_found,
  coalesce(first_day <= $on, true) AS begun,
  coalesce(last_day >= $on, true) AS within_term,
  NOT role_listed OR role[2] AS role_settled,
  link <> 'candidate' AS exact_identity,
  NOT unknown_day AND event_day IS NOT NULL AS day_known,
  on_the_day OR unknown_day AS held_on_the_day,
  NOT (office AND on_the_day AND violated_from IS NOT NULL AND NOT in_violation) AS not_newcomer,
  NOT (office AND on_the_day AND coalesce(registered_on > read_day, false)) AS registration_settled,
  NOT (for_direct AND is_opposed) AND NOT (fact.found IS NOT NULL AND fact.found AND fact.liability IN denied) AS findings_agree,
  coalesce(subject.confirmed, true) AS identity_confirmed,
  type_settled OR type IN ['government', 'person'] AS type_covered
RETURN
  event.id AS event, 'CN-FOOD-135-1' AS rule,
  'CN-FOOD-135-1@2015-10-01' + CASE WHEN rule_in_force THEN '' ELSE '<' END AS slot,
  subject.id AS subject, link, role[0] AS target, fact.fact_id AS source, event.fact_id AS event_source,
  stands, decided, rule_in_force, type_covered, role_listed, held, not_denied, liability_found,
  true AS not_excepted, true AS fact_not_denied, true AS basis_on_record,
  begun, true AS not_ended, within_term,
  type_settled, role_settled, exact_identity, day_known, held_on_the_day, not_newcomer, registration_settled,
  findings_agree, true AS fault_stated, true AS fact_stated, true AS exception_settled, true AS start_reached, true AS term_lawful,
  true AS lifting_known, identity_confirmed,
  true AS order_on_record, true AS authority_decided,
  CASE
    WHEN NOT (stands AND decided AND rule_in_force AND type_covered AND role_listed AND held AND not_denied AND liability_found
              AND begun AND within_term) THEN 0
    WHEN NOT (type_settled AND role_settled AND exact_identity AND day_known AND held_on_the_day AND not_newcomer
              AND registration_settled AND findings_agree AND identity_confirmed) THEN 1
    ELSE 3
  END AS state,
  event_day, first_day, last_day, false AS lifetime, null AS scope, null AS flag, null AS early_removal_from, role[1] AS liability
