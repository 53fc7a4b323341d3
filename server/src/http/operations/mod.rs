//! Every operation the server offers, said once: the router refuses what is not in the table, limits go by it, the description
//! at `/openapi.json` is made of it, and the tests of who may do what run through it.

pub mod openapi;
mod table;

use std::sync::LazyLock;

use axum::http::Method;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::pace::Pace;
use crate::accounts::Permission;

static TABLE: LazyLock<Vec<Operation>> = LazyLock::new(table::operations);

/// All there are.
#[must_use]
pub fn all() -> &'static [Operation] {
    &TABLE
}

/// Those of a route, as the router spells it.
pub(super) fn of_route(path: &str) -> impl Iterator<Item = &'static Operation> {
    all().iter().filter(move |operation| operation.path == path)
}

type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// One method of one route.
pub struct Operation {
    pub method: Method,
    /// With its parameters in braces.
    pub path: &'static str,
    pub summary: &'static str,
    pub access: Access,
    pub pace: Pace,
    pub query: Vec<Parameter>,
    pub body: Option<Body>,
    pub answers: Vec<Answer>,
    /// Statuses of problems beside those that follow from the rest.
    refusals: Vec<u16>,
}

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Members of the clinic that the path, the query or the body names, with a permission there.
    Clinic(Option<Permission>),
    /// Those with a permission in the clinic of the job in the path.
    Job(Permission),
    /// They, and the agent whose token is for this job.
    JobOrAgent(Permission),
    /// This machine, or whoever has the token of the configuration.
    Monitoring,
}

#[derive(Clone, Copy)]
pub struct Parameter {
    pub name: &'static str,
    pub kind: Kind,
    pub is_required: bool,
}

/// What a parameter can be.
#[derive(Clone, Copy)]
pub enum Kind {
    Uuid,
    Text,
    Flag,
    /// From 1 to this.
    Number(u32),
    OneOf(&'static [&'static str]),
}

/// What is sent.
#[derive(Clone, Copy)]
pub enum Body {
    Json(SchemaOf),
    /// CBOR with a digest in its header.
    Batch,
    /// A form with a file and its digest.
    File,
}

/// What is answered.
#[derive(Clone, Copy)]
pub struct Answer {
    pub status: u16,
    pub content: Option<(&'static str, Option<SchemaOf>)>,
}

impl Operation {
    fn new(method: Method, path: &'static str, summary: &'static str) -> Self {
        let (access, pace) = (Access::SignedIn, Pace::Ordinary);
        let (query, answers, refusals) = (Vec::new(), Vec::new(), Vec::new());
        Self { method, path, summary, access, pace, query, body: None, answers, refusals }
    }

    fn by(self, access: Access) -> Self {
        Self { access, ..self }
    }

    fn pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    fn needs(mut self, name: &'static str, kind: Kind) -> Self {
        self.query.push(Parameter { name, kind, is_required: true });
        self
    }

    fn takes(mut self, name: &'static str, kind: Kind) -> Self {
        self.query.push(Parameter { name, kind, is_required: false });
        self
    }

    fn pages(self, largest: u32) -> Self {
        self.takes("page", Kind::Number(u32::MAX)).takes("page_size", Kind::Number(largest))
    }

    fn sent<T: JsonSchema>(self) -> Self {
        Self { body: Some(Body::Json(schema_of::<T>)), ..self }
    }

    fn sent_as(self, body: Body) -> Self {
        Self { body: Some(body), ..self }
    }

    fn answers<T: JsonSchema>(self, status: u16) -> Self {
        self.answers_with(status, "application/json", Some(schema_of::<T>))
    }

    fn answers_with(mut self, status: u16, media_type: &'static str, schema: Option<SchemaOf>) -> Self {
        self.answers.push(Answer { status, content: Some((media_type, schema)) });
        self
    }

    fn answers_nothing(mut self, status: u16) -> Self {
        self.answers.push(Answer { status, content: None });
        self
    }

    fn refuses(mut self, statuses: &[u16]) -> Self {
        self.refusals.extend(statuses);
        self
    }

    /// Names of what stands in braces.
    pub fn path_parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    /// Every status a problem of it can have.
    #[must_use]
    pub fn problems(&self) -> Vec<u16> {
        let mut statuses = self.refusals.clone();
        let has_path = self.path_parameters().next().is_some();
        statuses.extend([408, 429, 500, 503]);
        if has_path || !self.query.is_empty() || self.body.is_some() {
            statuses.push(422);
        }
        if self.body.is_some() {
            statuses.extend([413, 415]);
        }
        if self.access != Access::Anyone {
            statuses.extend([401, 403]);
        }
        if !self.method.is_safe() {
            statuses.push(403);
        }
        if has_path || self.access == Access::Monitoring {
            statuses.push(404);
        }
        statuses.sort_unstable();
        statuses.dedup();
        statuses
    }
}
