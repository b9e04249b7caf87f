"""Quotes over the API and as pages, and the products and terms that they are made of (A3, A4, A12, C3)."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.quotes import quick_quote_pages, quote_pages, terms_pages
from functions.quotes.add_terms import AddTerms, add_terms
from functions.quotes.create_quote import CreateQuote, create_quote
from functions.quotes.models import (
    CreateQuoteRequest,
    CreateTermsRequest,
    PatchQuoteRequest,
    ProductAnswer,
    QuoteAnswer,
    TermsVersionAnswer,
    to_content,
)
from functions.quotes.pages import portal
from functions.quotes.update_quote import UpdateQuote, update_quote
from shared import wiring
from shared.api import Api
from shared.domain import ids
from shared.domain.confirmation import Confirmation
from shared.domain.digital_document import DocumentActive
from shared.domain.quote import Quote
from shared.fields import Page, PageQuery
from shared.lists import answer_page
from shared.observability import logger
from shared.ports import Listed, Watched
from shared.problems import AdminOnly
from shared.requests import Request

api = Api()

# Importing them gives the portal their routes.
PAGES = (quick_quote_pages, quote_pages, terms_pages)


@api.get("/v1/products", query=PageQuery, answer=Page[ProductAnswer])
def get_products(request: Request[PageQuery]) -> Page[ProductAnswer]:
    """The products in the partner's contract, at cost and at selling price."""
    partner = wiring.partners(request.caller.tenant).get()
    products = wiring.products(request.caller.tenant)
    return answer_page(
        request,
        "products",
        read=lambda after: products.page(limit=request.content.limit, after=after),
        present=lambda product: ProductAnswer.of(product, partner),
    )


@api.get("/v1/terms", query=PageQuery, answer=Page[TermsVersionAnswer])
def get_terms(request: Request[PageQuery]) -> Page[TermsVersionAnswer]:
    """Every version of the general terms, newest first within a language."""
    terms = wiring.terms(request.caller.tenant)
    return answer_page(
        request,
        "terms",
        read=lambda after: terms.page(limit=request.content.limit, after=after),
        present=TermsVersionAnswer.of,
    )


@api.post("/v1/terms", body=CreateTermsRequest, answer=TermsVersionAnswer, refusals=(AdminOnly,))
def post_terms(request: Request[CreateTermsRequest]) -> TermsVersionAnswer:
    """Add a version of the general terms in a language; administrators only."""
    request.caller.require_admin()
    terms = add_terms(
        AddTerms(**dict(request.content)),
        terms=wiring.terms(request.caller.tenant),
        now=wiring.now,
        once=request.once(TermsVersionAnswer.of),
    )
    return TermsVersionAnswer.of(terms)


@api.post("/v1/customers/{customer_id}/quotes", body=CreateQuoteRequest, answer=QuoteAnswer)
def post_quote(request: Request[CreateQuoteRequest]) -> QuoteAnswer:
    """Write a quote for a customer."""
    tenant = request.caller.tenant
    command = CreateQuote(
        customer_id=request.path["customer_id"], created_by=request.caller.actor, **to_content(request.content)
    )
    quote = create_quote(
        command,
        quotes=wiring.quotes(tenant),
        customers=wiring.customers(tenant),
        products=wiring.products(tenant),
        now=wiring.now,
        once=request.once(lambda made: present_new(made, request.origin)),
    )
    return present_new(quote, request.origin)


@api.get("/v1/customers/{customer_id}/quotes", query=PageQuery, answer=Page[QuoteAnswer])
def get_quotes(request: Request[PageQuery]) -> Page[QuoteAnswer]:
    """The quotes of a customer, newest first."""
    customer_id = ids.require("cus", request.path["customer_id"])
    tenant, now = request.caller.tenant, wiring.now()
    quotes, documents = wiring.quotes(tenant), wiring.digital_documents(tenant)

    def read(after: dict[str, str] | None) -> Listed[tuple[Quote, Confirmation | None, Watched | None]]:
        found = quotes.of_customer(customer_id, limit=request.content.limit, after=after)
        watched = documents.find(quote.document_id for quote, _ in found.items if quote.document_id)
        return Listed(tuple((*pair, watched.get(pair[0].document_id or "")) for pair in found.items), found.after)

    return answer_page(
        request,
        f"quotes:{customer_id}",
        read=read,
        present=lambda found: QuoteAnswer.of(*found, request.origin, now),
    )


@api.get("/v1/quotes/{quote_id}", answer=QuoteAnswer)
def get_quote(request: Request[None]) -> QuoteAnswer:
    """A quote, with its newest confirmation and digital document, and what can be done next."""
    quote_id = ids.require("quo", request.path["quote_id"])
    return present(request, *wiring.quotes(request.caller.tenant).get_with_confirmation(quote_id))


@api.patch("/v1/quotes/{quote_id}", body=PatchQuoteRequest, answer=QuoteAnswer, refusals=(DocumentActive,))
def patch_quote(request: Request[PatchQuoteRequest]) -> QuoteAnswer:
    """Change a quote: its revision grows, and its confirmation no longer holds."""
    tenant = request.caller.tenant
    command = UpdateQuote(
        quote_id=request.path["quote_id"],
        expected_version=request.expected_version,
        changes=to_content(request.content),
        tenant=tenant,
        by=request.caller.actor,
    )
    quote, confirmation = update_quote(
        command,
        quotes=wiring.quotes(tenant),
        documents=wiring.digital_documents(tenant),
        partners=wiring.partners(tenant),
        products=wiring.products(tenant),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
    )
    return present(request, quote, confirmation)


def present(request: Request[Any], quote: Quote, confirmation: Confirmation | None) -> QuoteAnswer:
    """With its newest digital document, read besides where there is one."""
    watched = None
    if quote.document_id is not None:
        watched = wiring.digital_documents(request.caller.tenant).watched(quote.document_id)
    return QuoteAnswer.of(quote, confirmation, watched, request.origin, wiring.now())


def present_new(quote: Quote, origin: str) -> QuoteAnswer:
    return QuoteAnswer.of(quote, None, None, origin, quote.created_at)


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return portal.resolve(event) if portal.serves(event) else api.resolve(event, context)
