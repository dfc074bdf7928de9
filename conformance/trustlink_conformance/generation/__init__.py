"""Home of generated requests: Schemathesis makes and judges them, our session sends them.

subjects              the suppliers that they are about
vocabulary            the values that a conforming site has to accept
bodies                the bodies of requests, made of these values
documents             the contract, edited in memory so that Schemathesis uses these values
generated_request     one request, before it is sent
schemathesis_adapter  makes requests of a document
schemathesis_judge    says what is wrong with an answer, by the checks of Schemathesis
seclusion             keeps Hypothesis apart from the tester's folder and code
requests              what is generated for one operation, in order
wire_query            which parameters of a query no reading admits
pages                 the pages that follow, by cursors that the site gave out
trial                 one request with its answer
rules                 which answer is judged by which requirement; which checks are left out
provenance            the digest of what was generated, and what could make it another
examination           one operation: sent, judged, counted
"""
