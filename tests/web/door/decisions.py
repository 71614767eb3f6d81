"""Who may use each route of the app: a route that is not named here fails the tests until somebody decides.

`open`: nobody need be signed in.  `person`: whoever is signed in.  `lead`, `admin`: those and above.
`ticket`: the agent who owns the ticket in the path, and leads; `photo`: whoever may open a ticket that shows it.
"""

from __future__ import annotations

_TABLE = """
GET    /                                              person
GET    /favicon.ico                                   open
GET    /assets/{name}                                 open
GET    /health                                        open
GET    /metrics                                       lead

GET    /signin                                        open
POST   /signin                                        open
POST   /signout                                       open
GET    /welcome                                       open
POST   /welcome                                       open
GET    /invite                                        open
POST   /invite                                        open

GET    /me                                            person
GET    /account                                       person
POST   /account/signout                               person
POST   /password                                      person
GET    /people                                        person
GET    /accounts                                      admin
GET    /accounts/rows                                 admin
POST   /accounts/links                                admin
PUT    /accounts/{account_id}/role                    admin
POST   /accounts/{account_id}/{deed}                  admin
GET    /audit                                         admin
GET    /audit/rows                                    admin
GET    /audit.csv                                     admin

PUT    /tickets/{ticket_id}/owner                     ticket
POST   /tickets                                       person
POST   /tickets/{ticket_id}/back                      ticket
PUT    /tickets/{ticket_id}/presence                  ticket
DELETE /tickets/{ticket_id}/presence                  person
GET    /tickets/{ticket_id}/photos                    ticket
GET    /tickets/{ticket_id}/seen                      ticket
POST   /tickets/{ticket_id}/photos                    ticket
DELETE /tickets/{ticket_id}/photos/{photo_id}         ticket
PUT    /tickets/{ticket_id}/words                     ticket
POST   /tickets/{ticket_id}/messages                  ticket
POST   /tickets/{ticket_id}/label/{index}             ticket
POST   /tickets/{ticket_id}/gloss                     ticket
PUT    /tickets/{ticket_id}/sent                      ticket
GET    /tickets/{ticket_id}/places/{index}            ticket
GET    /tickets/{ticket_id}/places/{index}/annotated.jpg ticket
GET    /tickets/{ticket_id}/feedback                  ticket
PUT    /tickets/{ticket_id}/feedback                  ticket
PUT    /tickets/{ticket_id}/displayed                 ticket
POST   /tickets/{ticket_id}/part                      ticket
PUT    /tickets/{ticket_id}/part                      ticket
GET    /tickets/{ticket_id}/note                      ticket
PUT    /tickets/{ticket_id}/note                      ticket
POST   /tickets/{ticket_id}/telling                   ticket
POST   /tickets/{ticket_id}/translation               ticket
GET    /photos/{photo_id}/thumbnail                   photo

GET    /queue                                         person
GET    /queue.csv                                     person
GET    /queue.json                                    person
POST   /queue/drops                                   person
POST   /queue/photos                                  person
POST   /queue/zip                                     person
POST   /queue/restore                                 person
POST   /queue/{deed}                                  person
PUT    /queue/rows/{row_id}/verdict                   row
POST   /queue/rows/{row_id}/renew                     row

GET    /products                                      person
GET    /manuals                                       person
POST   /manuals                                       person
DELETE /manuals/{manual_id}                           lead
POST   /manuals/{manual_id}/index                     lead
POST   /manuals/{manual_id}/try                       person
GET    /manuals/{manual_id}/pages/{number}            person
GET    /manuals/{manual_id}/passages/{passage_id}     person
GET    /manuals/{manual_id}                           person
PATCH  /manuals/{manual_id}                           lead
GET    /manuals/{manual_id}/pages/{number}/marks      person
POST   /manuals/{manual_id}/pages                     person
POST   /manuals/{manual_id}/replace                   lead
POST   /manuals/{manual_id}/reset                     lead
POST   /manuals/{manual_id}/restore                   lead
POST   /manuals/{manual_id}/purge                     lead
POST   /manuals/export                                lead
GET    /manuals/export/{name}                         lead
POST   /manuals/import                                lead
POST   /jobs/cancel                                   person
POST   /jobs/{job_id}/cancel                          person
POST   /jobs/{job_id}/retry                           person
DELETE /jobs/{job_id}                                 person

GET    /examples                                      person
GET    /examples/{example_id}/thumbnail               person
POST   /examples/{example_id}                         person

GET    /history/tickets                               person
GET    /history/choices                               person
GET    /history/tickets/{ticket_id}                   ticket
GET    /history/figures                               lead
GET    /history/tickets.csv                           person
GET    /history/figures.csv                           lead
POST   /history/wipe/preview                          lead
POST   /history/wipe                                  lead

GET    /settings                                      person
PUT    /settings                                      admin
GET    /settings/doctor                               person
POST   /settings/model                                admin
GET    /settings/tokens                               admin
POST   /settings/tokens                               admin
DELETE /settings/tokens/{token_id}                    admin
GET    /settings/webhooks                             admin
POST   /settings/webhooks                             admin
DELETE /settings/webhooks/{webhook_id}                admin

GET    /api/v1/openapi.json                           open
HEAD   /api/v1/openapi.json                           open
GET    /api/v1/health                                 open
GET    /api/v1/ready                                  open
POST   /api/v1/answers                                person
GET    /api/v1/tickets                                person
GET    /api/v1/tickets/{ticket_id}                    ticket
POST   /api/v1/tickets/{ticket_id}/feedback           ticket
PUT    /api/v1/tickets/{ticket_id}/sent               ticket
GET    /api/v1/tickets/{ticket_id}/pictures/{index}   ticket
GET    /api/v1/tickets/{ticket_id}/pictures/{index}/annotated.jpg ticket
GET    /api/v1/tickets/{ticket_id}/photos/{photo_id}  ticket
GET    /api/v1/manuals                                person
POST   /api/v1/manuals                                person
GET    /api/v1/manuals/{manual_id}                    person
DELETE /api/v1/manuals/{manual_id}                    lead
POST   /api/v1/manuals/{manual_id}/restore            lead
GET    /api/v1/manuals/{manual_id}/pages/{number}     person
GET    /api/v1/manuals/{manual_id}/passages/{passage_id} person
GET    /api/v1/manual-jobs                            person
GET    /api/v1/manual-jobs/{job_id}                   person
POST   /api/v1/manual-jobs/{job_id}/cancel            person
POST   /api/v1/manual-jobs/{job_id}/retry             person
POST   /api/v1/search                                 person
POST   /api/v1/triage                                 person
GET    /api/v1/triage                                 person
GET    /api/v1/triage/{job_id}                        person
GET    /api/v1/triage/{job_id}/results                person
POST   /api/v1/triage/{job_id}/cancel                 person
"""

DECISIONS = {(method, path): rule for method, path, rule in (line.split() for line in _TABLE.split("\n") if line)}
