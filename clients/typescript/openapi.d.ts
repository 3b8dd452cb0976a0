// Written by `npm run api` from the service's OpenAPI document.
export interface paths {
    "/jobs/create-batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Submit a list of addresses: as JSON, or as a stream of text/csv or application/x-ndjson */
        post: operations["createBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** State and progress of a job */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /** Delete a finished job and its results */
        delete: operations["deleteJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which token each lane turned to and why, and whose fault failures were found to be; the newest first, naming nobody */
        get: operations["getJobHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The jobs that the caller may watch, newest first */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a job; calls under way are finished first, in whichever replica it runs */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a job rest until it is resumed; calls under way are finished first, in whichever replica it runs */
        post: operations["pauseJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a job go on that is paused, waits for capacity or failed */
        post: operations["resumeJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/retry-failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a new job of the addresses that failed, with the options of the first one */
        post: operations["retryFailedAddresses"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/save-to-linkedin-profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Save fetched profiles that are not in linkedin_profiles yet */
        post: operations["saveMissingProfiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/queue/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many jobs are in which state */
        get: operations["getQueueStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs being worked on, in any replica */
        get: operations["listActiveJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/pending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs that wait, in the order in which they will start */
        get: operations["listPendingJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/recent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest jobs */
        get: operations["listRecentJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many tokens a number of addresses needs by a time, and when the pool as it is would be done */
        get: operations["planTokens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of results in the order of submission; all of them as a stream with Accept: text/csv or application/x-ndjson */
        get: operations["getJobResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Progress as server-sent events, resumable with Last-Event-ID */
        get: operations["streamJobEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every token and why it is used or not, those that need attention first; totals are of the whole pool */
        get: operations["getTokensStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole pool as a map of at most 1,000 cells: what was used, in which state, and what needs a person */
        get: operations["getTokensMap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register a bearer token; an existing token_id gets the new secret */
        post: operations["addToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/add-multiple": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register several tokens, each with an outcome of its own */
        post: operations["addTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/add-from-file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register the tokens of TOKEN_FILE */
        post: operations["addTokensFromFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{token_id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Use a token again: lifts its exclusion and forgets its errors */
        post: operations["enableToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{token_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a token out of use */
        post: operations["disableToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One token, and why it is used or not */
        get: operations["getToken"];
        put?: never;
        post?: never;
        /** Remove a token */
        delete: operations["removeToken"];
        options?: never;
        head?: never;
        /** Change its daily limit or its expiry; what it used today stays used */
        patch: operations["editToken"];
        trace?: never;
    };
    "/tokens/{token_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What has happened to a token, the newest first: by whom, why, and until when */
        get: operations["getTokenHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{token_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One real call for an address, one unit of its day: what it comes to */
        post: operations["testToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/profiles/{email}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The saved profile of an address, newest version first */
        get: operations["getProfile"];
        put?: never;
        post?: never;
        /** Erase a person (profile, lists, results, logs) as far as the caller may see it, all of it with the scopes jobs and admin; and look nobody of that address up again while jobs of before may exist */
        delete: operations["eraseProfile"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/profiles/{email}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that the caller may see of a person: every version of the profile, and every place in a job with its result */
        get: operations["exportProfile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/extract/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A result that is kept (`extraction.keep_days`), with its reviews */
        get: operations["getExtraction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/extract/{request_id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that a kept result is right, or what in it should be otherwise */
        post: operations["reviewExtraction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system/extraction-accuracy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How often values were right, by what people corrected in kept results */
        get: operations["getExtractionAccuracy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/extract": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Extract an invoice from a PDF, an image or an e-invoice */
        post: operations["extractInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/companies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The companies with AI keys, and what the state of their keys comes to */
        get: operations["listCompanies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/companies/{companyID}/token-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the state of a company's AI keys comes to */
        get: operations["getCompanyTokenStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/companies/{companyID}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** AI tokens used */
        get: operations["getCompanyUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/companies/{companyID}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The company's AI keys */
        get: operations["listCompanyKeys"];
        put?: never;
        /** Add an AI key */
        post: operations["addCompanyKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/companies/{companyID}/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change or replace an AI key */
        patch: operations["changeCompanyKey"];
        trace?: never;
    };
    "/companies/{companyID}/usage/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Meter calls made elsewhere, from the lines of their log (JSON, or text/plain with the options in the query) */
        post: operations["importCompanyUsage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers; nothing else is touched */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether requests can be served (cached for up to 2 s) */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What works, and what is wrong in words */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures as JSON, or for Prometheus when Accept asks for text/plain or OpenMetrics */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures for Prometheus, or as OpenMetrics when Accept asks for it */
        get: operations["getPrometheusMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Version and configuration in force, without secrets */
        get: operations["getInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/system/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Results, failures by type, retries, latency and extractions per minute, of all processes, for a day at most */
        get: operations["getHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        BatchCreated: {
            /** @constant */
            success: true;
            /** Format: uuid */
            job_id: string;
            total_emails: number;
            /** @enum {string} */
            priority: "HIGH" | "NORMAL" | "LOW";
            estimated_capacity_used: number;
            available_capacity: number;
            linkedin_profiles_auto_save: boolean;
            token_rotation: {
                requests_per_token: number;
                estimated_token_switches: number;
                description: string;
            };
            invalid_emails: number;
            duplicates_removed: number;
            /** @description What was read; null where the addresses come from a job. */
            intake: components["schemas"]["Intake"] | null;
            /** @description By the forecast that also gives eta_seconds: it knows quota, resets, exclusions, pace and queue. Null: never with these tokens. */
            estimated_completion: string | null;
            warnings: string[];
            message: string;
        };
        BatchForecast: {
            /** @constant */
            success: true;
            /** @constant */
            dry_run: true;
            total_emails: number;
            /** @enum {string} */
            priority: "HIGH" | "NORMAL" | "LOW";
            estimated_capacity_used: number;
            available_capacity: number;
            linkedin_profiles_auto_save: boolean;
            token_rotation: {
                requests_per_token: number;
                estimated_token_switches: number;
                description: string;
            };
            invalid_emails: number;
            duplicates_removed: number;
            /** @description What was read; null where the addresses come from a job. */
            intake: components["schemas"]["Intake"] | null;
            /** @description By the forecast that also gives eta_seconds: it knows quota, resets, exclusions, pace and queue. Null: never with these tokens. */
            estimated_completion: string | null;
            warnings: string[];
            message: string;
        };
        BatchRequest: {
            /** @description The addresses; duplicates (in any case) are fetched once. */
            emails: unknown[];
            /**
             * @description HIGH jobs start before NORMAL ones, and those before LOW ones. Default: NORMAL.
             * @enum {string}
             */
            priority?: "HIGH" | "NORMAL" | "LOW";
            /**
             * Format: uri
             * @description Gets a signed POST when the job has finished. Its host must be allowed in jobs.callback_hosts.
             */
            callback_url?: string;
            /** @default {} */
            config?: {
                /** @description Seconds between two calls of one lane (0.5 to 10). Default: rotation.delay_seconds of the settings. */
                delay_seconds?: number;
                /** @description Save each fetched profile in linkedin_profiles. Default: true. */
                save_to_dynamodb?: boolean;
                /** @description Calls with one token before the wheel turns. Default: rotation.requests_per_token of the settings. */
                requests_per_token?: number;
                /** @description Lanes: tokens used at the same time. Default: 1. */
                parallel_tokens?: number;
            };
        };
        CallFigures: {
            calls: number;
            failed_calls: number;
            mean_ms: number | null;
            /** @description The bound of the histogram within which 95 of 100 calls stayed; null without a call, and beyond the last bound. */
            p95_ms: number | null;
        };
        Companies: {
            companies: components["schemas"]["CompanySummary"][];
            next_cursor: string | null;
        };
        CompanyKey: {
            token_id: number;
            company_id: string;
            company_name: string | null;
            provider: string | null;
            /** @description Null: the one that the settings name for the provider */
            model: string | null;
            /** @description Null: the settings' address for the provider, else its own */
            base_url: string | null;
            status: string;
            /** @description Null is no limit */
            total_token_limit: number | null;
            total_used_tokens: number;
            total_remaining_tokens: number | null;
            threshold: number;
            /** @description Out of quota at the provider until then */
            resting: {
                reason: string | null;
                until: string;
            } | null;
            created_at: string | null;
            last_updated: string | null;
        };
        CompanyKeyEdit: {
            /** @enum {string} */
            status?: "Active" | "BelowThreshold" | "FullyUtilized" | "Exceeded" | "Expired" | "Disabled" | "Blocked";
            total_token_limit?: number;
            threshold?: number;
            company_name?: string;
            /** @description Gemini (or Google), OpenAI or OpenAI-compatible (or Azure OpenAI, Azure, vLLM, Ollama, OpenRouter, LiteLLM, LM Studio or llama.cpp), in any case */
            provider?: string;
            /** @description Null: the one that the settings name for the provider */
            model?: string | null;
            /** @description Where the key is sent; null: the settings' address for the provider, else its own */
            base_url?: string | null;
            /** @description Write-only; unblocks a blocked key */
            api_key?: string;
        };
        CompanyKeys: {
            company_id: string;
            tokens: components["schemas"]["CompanyKey"][];
        };
        CompanyStanding: {
            company_id: string;
            /** @description Whether one of the company's own keys may serve */
            usable: boolean;
            /** @description What `/extract` refuses with when none is; EXTRACTION_FAILED: nobody knows the provider of its keys, or it lacks a base URL or a model */
            code: ("TOKEN_EXPIRED" | "TOKEN_UNAVAILABLE" | "TOKEN_NOT_FOUND" | "EXTRACTION_FAILED") | null;
            message: string | null;
            total_tokens: number;
            usable_tokens: number;
            resting_tokens: number;
            total_token_limit: number;
            total_used_tokens: number;
            total_remaining_tokens: number;
            statuses: {
                [key: string]: number;
            };
            tokens: components["schemas"]["CompanyKey"][];
        };
        CompanySummary: {
            company_id: string;
            /** @description Whether one of the company's own keys may serve */
            usable: boolean;
            /** @description What `/extract` refuses with when none is; EXTRACTION_FAILED: nobody knows the provider of its keys, or it lacks a base URL or a model */
            code: ("TOKEN_EXPIRED" | "TOKEN_UNAVAILABLE" | "TOKEN_NOT_FOUND" | "EXTRACTION_FAILED") | null;
            message: string | null;
            total_tokens: number;
            usable_tokens: number;
            resting_tokens: number;
            total_token_limit: number;
            total_used_tokens: number;
            total_remaining_tokens: number;
            statuses: {
                [key: string]: number;
            };
            company_name: string | null;
        };
        CompanyUsage: {
            company_id: string;
            from: string | null;
            /** @description Exclusive */
            to: string | null;
            /** @description Of the days: UTC, or `sqlserver.time_zone` */
            time_zone: string;
            /** @enum {string} */
            group: "day" | "branch" | "user" | "token";
            totals: {
                extractions: number;
                requests: number;
                input_tokens: number;
                output_tokens: number;
                text_prompt_tokens: number;
                image_prompt_tokens: number;
                text_candidates_tokens: number;
                total_tokens: number;
            };
            rows: {
                group: string | null;
                extractions: number;
                requests: number;
                input_tokens: number;
                output_tokens: number;
                text_prompt_tokens: number;
                image_prompt_tokens: number;
                text_candidates_tokens: number;
                total_tokens: number;
            }[];
        };
        Erasure: {
            email: string;
            profiles_erased: number;
            results_erased: number;
            /** @description Places in lists of jobs; those that waited get the result "erased". */
            entries_erased: number;
            /** @description false: older versions still lie in a database file and go with the next writes. */
            settled: boolean;
        };
        /** @description Why a request was refused, or failed */
        Error: {
            /** @constant */
            status: "error";
            /**
             * @description For programs: stable. The page on error codes says what each means and what to do about it.
             * @enum {string}
             */
            code: "VALIDATION_FAILED" | "INVALID_JSON" | "INVALID_REQUEST" | "INVALID_URL" | "UNAUTHENTICATED" | "FORBIDDEN" | "FOREIGN_ORIGIN" | "TOKEN_EXPIRED" | "TOKEN_UNAVAILABLE" | "TOKEN_NOT_FOUND" | "NOT_FOUND" | "ROUTE_NOT_FOUND" | "METHOD_NOT_ALLOWED" | "UPLOAD_TOO_SLOW" | "JOB_STATE" | "NOTHING_TO_RETRY" | "IDEMPOTENCY_CONFLICT" | "RESULT_CHANGED" | "TOKEN_EXISTS" | "TOKEN_NOT_USABLE" | "BODY_TOO_LARGE" | "INVALID_FILE" | "UNSUPPORTED_MEDIA_TYPE" | "UNSUPPORTED_CONTENT_ENCODING" | "RATE_LIMITED" | "TOO_MANY_DOCUMENTS" | "TOO_MANY_UPLOADS" | "CLIENT_CLOSED" | "INTERNAL_ERROR" | "EXTRACTION_FAILED" | "STORE_UNAVAILABLE";
            /** @description For people. */
            message: string;
            errors?: {
                field: string;
                problem: string;
            }[];
            data: null;
            /** @description Also in the X-Request-Id header and in the log. */
            request_id: string;
        };
        /** @enum {string} */
        ErrorType: "user_restricted" | "access_denied" | "header_injection" | "data_validation" | "erased" | "not_found" | "token_error" | "rate_limited" | "upstream_error" | "timeout" | "empty_profile" | "unknown";
        Extraction: {
            /** @constant */
            status: "ok";
            /** @constant */
            message: "Invoice processed successfully";
            data: components["schemas"]["Invoice"];
            meta: components["schemas"]["ExtractionMeta"];
        };
        ExtractionAccuracy: {
            /** @constant */
            status: "ok";
            message: string;
            data: {
                /** @enum {string} */
                group: "field" | "seller" | "engine";
                /** @description Results that are kept */
                kept: number;
                /** @description Of these, results that somebody has looked at: the rows speak of them alone */
                reviewed: number;
                readonly rows: {
                    group: string;
                    values: number;
                    right: number;
                    /** @description Read otherwise than it is */
                    wrong: number;
                    /** @description Not read, although it is there */
                    missing: number;
                    /** @description 0 to 1 */
                    accuracy: number;
                }[];
            };
        };
        ExtractionMeta: {
            request_id: string;
            /** @enum {string} */
            engine: "gemini" | "openai" | "openai-compatible" | "offline";
            /** @description Null where the offline engine answered */
            provider: string | null;
            model: string | null;
            /** @description Calls to providers, the successful one included */
            attempts: number;
            readonly retry_log: {
                attempt: number;
                error: string;
                retryable: boolean;
                timestamp: string;
            }[];
            pages: number;
            duration_ms: number;
            usage: components["schemas"]["ExtractionUsage"];
            /** @description The arithmetic of the invoice: reported, never corrected */
            readonly checks: components["schemas"]["InvoiceCheck"][];
            confidence: number | null;
            /** @description Mirror of `data`: {confidence, match, source} of every value. match: exact, normalised, fuzzy, computed or absent; null where there was no page to compare with */
            fields: unknown;
            /** @description How the document was read without a model: xml is an e-invoice, read exactly */
            method: ("xml" | "text" | "ocr") | null;
            /** @description What the answer should be taken with */
            readonly warnings: components["schemas"]["ExtractionWarning"][];
            /** @description Under `extraction.keep_days`: until when `GET /extract/{request_id}` has it; null where it could not be kept */
            kept_until?: string | null;
            /** @description True when a person should look: a warning, a sum that does not close, or a core value that nobody confirmed */
            review: boolean;
        };
        ExtractionRequest: {
            /**
             * Format: binary
             * @description PDF, PNG, JPEG, WebP, TIFF, HEIC (with a key of Gemini), or an invoice as UBL or CII XML; the type is read from the bytes
             */
            file: string;
            companyID: string;
            username: string;
            branch?: string;
            licenceID?: string;
            /** @description JSON Schema (type object) of additional fields; they are answered under `data.custom` */
            schema?: string;
            /**
             * @description true: the file may hold several invoices; `data` and `meta` are arrays, an entry for each. Also as a query parameter
             * @enum {string}
             */
            split?: "true" | "false";
        };
        ExtractionReviewRequest: {
            /**
             * @description Paths in `data` with what they should be, e.g. {"total": 119, "line_items.0.quantity": 2}; none: all of it is right
             * @default {}
             */
            corrections?: {
                [key: string]: string | number | boolean | null;
            };
            /** @description Who looked at it */
            username?: string;
        };
        ExtractionUsage: {
            input_tokens: number;
            /** @description Thinking included */
            output_tokens: number;
            text_prompt_tokens: number;
            /** @description Pages of a PDF included */
            image_prompt_tokens: number;
            text_candidates_tokens: number;
            requests: number;
        };
        ExtractionWarning: {
            /** @enum {string} */
            code: "value_not_on_page" | "several_documents" | "not_an_invoice" | "pages_not_read" | "reading_cut_short" | "ambiguous_date" | "ambiguous_currency" | "copied_total" | "xml_differs_from_page" | "line_mismatch" | "low_text_quality" | "schema_violated" | "implausible_value" | "usage_not_plausible";
            message: string;
            /** @description Paths in `data`; empty where all of it is meant */
            readonly fields: string[];
            /** @description Pages of the file that are meant, where some are */
            readonly pages?: number[];
            /** @description Of `several_documents`: each invoice of the file, with its pages */
            readonly documents?: {
                number: string | null;
                readonly pages: number[];
            }[];
        };
        Health: {
            /** @enum {string} */
            status: "healthy" | "degraded" | "unhealthy";
            /** @description Under 40 exactly when something vital is broken or at a standstill; a harmless shortage costs at most 10. */
            health_score: number;
            /** @description The whole in one sentence. What is at a standstill comes first: "Nothing is being fetched: …". */
            headline: string;
            issues: string[];
            components: {
                [key: string]: components["schemas"]["HealthComponent"];
            };
            version: string;
            uptime_seconds: number;
            /** Format: date-time */
            timestamp: string;
        };
        HealthComponent: {
            /** @enum {string} */
            status: "healthy" | "degraded" | "unhealthy" | "disabled";
            latency_ms: number;
        } & {
            [key: string]: unknown;
        };
        History: {
            /** Format: date-time */
            timestamp: string;
            step_minutes: number;
            steps: components["schemas"]["HistoryStep"][];
        };
        HistoryStep: {
            /** Format: date-time */
            from: string;
            /** @description False of what is still running: there only the process that answers is counted. */
            complete: boolean;
            /** @description Processes that have counted at the same time. 0: none ran, so nothing is known. */
            processes: number;
            results: {
                successful: number;
                failed: number;
                by_error_type: {
                    [key: string]: number;
                };
            };
            /** @description Calls beyond the first of the addresses that got their result. */
            retries: number;
            upstream: components["schemas"]["UpstreamFigures"];
            extraction: {
                succeeded: number;
                failed: number;
                by_engine: {
                    [key: string]: number;
                };
                by_code: {
                    [key: string]: number;
                };
            };
            /** @description Calls of the AI providers. */
            providers: {
                [key: string]: components["schemas"]["CallFigures"];
            };
        };
        Intake: {
            /** @enum {string} */
            format: "json" | "csv" | "ndjson";
            encoding: string;
            /** @description Null where nothing is delimited. */
            delimiter: string | null;
            /** @description Where the addresses were taken from; null: every text of the list is one. */
            column: {
                /** @description 1-based; null for a field of JSON objects. */
                number: number | null;
                /** @description What the header calls it; null where there is none. */
                name: string | null;
                /** @enum {string} */
                found_by: "header" | "content" | "default";
            } | null;
            /** @description Lines above the header that are no part of the table. */
            title_lines: number;
            /** @description total_emails + duplicates_removed + rows_without_address. */
            entries: number;
            /** @description Rows with nothing in the column: they have no result. */
            rows_without_address: number;
        };
        Invoice: {
            /** @description Kind of document: invoice, credit_note, debit_note, corrected_invoice, prepayment_invoice, self_billed_invoice, self_billed_credit_note, receipt, other (BT-3) */
            document_type: string | null;
            /** @description Number of the invoice (BT-1) */
            invoice_number: string | null;
            /** @description Issue date (BT-2), ISO 8601 (YYYY-MM-DD) */
            invoice_date: string | null;
            /** @description Payment due date (BT-9), ISO 8601 (YYYY-MM-DD) */
            due_date: string | null;
            /** @description Buyer's purchase order reference (BT-13) */
            order_number: string | null;
            /** @description Despatch advice / delivery note reference (BT-16) */
            delivery_note: string | null;
            /** @description Invoice currency, ISO 4217 (BT-5) */
            currency: string | null;
            /** @description The seller */
            seller: {
                /** @description Name of the seller (BT-27) */
                name: string | null;
                /** @description Postal address of the seller on one line (BG-5) */
                address: string | null;
                /** @description VAT or tax identifier of the seller (BT-31, BT-32) */
                tax_id: string | null;
            };
            /** @description The buyer */
            buyer: {
                /** @description Name of the buyer (BT-44) */
                name: string | null;
                /** @description Postal address of the buyer on one line (BG-8) */
                address: string | null;
                /** @description VAT or tax identifier of the buyer (BT-48) */
                tax_id: string | null;
            };
            /** @description Invoice lines in document order (BG-25) */
            line_items: {
                /** @description Position of the line on the invoice (BT-126) */
                line_number: string | null;
                /** @description Name or description of the item (BT-153, BT-154) */
                description: string | null;
                /** @description Seller's item identifier (BT-155) */
                item_code: string | null;
                /** @description Customs tariff / harmonised system code (BT-158) */
                hs_code: string | null;
                /** @description Batch or lot number (BT-160) */
                batch: string | null;
                /** @description Invoiced quantity (BT-129) */
                quantity: number | null;
                /** @description Unit of the quantity, as printed or as UN/ECE code (BT-130) */
                unit: string | null;
                /** @description Net price of one unit (BT-146) */
                unit_price: number | null;
                /** @description Discount amount of the line (BT-136) */
                discount: number | null;
                /** @description VAT or GST rate of the line in percent (BT-152) */
                tax_rate: number | null;
                /** @description Net amount of the line (BT-131) */
                line_total: number | null;
            }[];
            /** @description Sum of the net line amounts (BT-106) */
            sub_total: number | null;
            /** @description Sum of the discounts on document level (BT-107) */
            discount_total: number | null;
            /** @description Sum of the charges on document level (BT-108) */
            charge_total: number | null;
            /** @description Total without tax (BT-109) */
            taxable_total: number | null;
            /** @description Tax breakdown by rate (BG-23) */
            taxes: {
                /** @description Taxable amount of this rate (BT-116) */
                base: number | null;
                /** @description Rate in percent (BT-119) */
                rate: number | null;
                /** @description Tax amount of this rate (BT-117) */
                amount: number | null;
            }[];
            /** @description Total tax amount (BT-110) */
            tax_total: number | null;
            /** @description Total including tax (BT-112) */
            total: number | null;
            /** @description Amount already paid (BT-113) */
            prepaid_amount: number | null;
            /** @description Amount due for payment (BT-115) */
            amount_due: number | null;
            /** @description Payment instructions (BG-16) */
            payment: {
                /** @description Account identifier, IBAN without blanks (BT-84) */
                iban: string | null;
                /** @description Payment service provider's identifier, BIC (BT-86) */
                bic: string | null;
                /** @description Remittance information (BT-83) */
                reference: string | null;
                /** @description Payment terms (BT-20) */
                terms: string | null;
            };
            /** @description Notes of the invoice (BT-22) */
            notes: string | null;
            /** @description Values for the form's `schema` */
            custom?: {
                [key: string]: unknown;
            };
        };
        InvoiceCheck: {
            /** @description Rule of EN 16931, e.g. BR-CO-15 */
            rule: string;
            description: string;
            expected: number;
            found: number;
            passed: boolean;
            readonly fields: string[];
        };
        Job: {
            /** Format: uuid */
            job_id: string;
            /** @enum {string} */
            status: "pending" | "processing" | "waiting_for_capacity" | "paused" | "completed" | "cancelled" | "failed";
            /** @enum {string} */
            priority: "HIGH" | "NORMAL" | "LOW";
            progress_percentage: number;
            total_emails: number;
            processed: number;
            successful: number;
            failed: number;
            remaining: number;
            invalid_emails: number;
            duplicates_removed: number;
            error_breakdown: {
                [key: string]: number;
            };
            current_token_id: string | null;
            token_requests_made: number;
            token_switches: number;
            requests_per_token: number;
            lanes: {
                lane: number;
                token_id: string;
                usage: number;
                reserved: number;
            }[];
            /** @description By the same forecast as estimated_completion, some seconds old at most. Null: ended, paused, about to be, no token will ever serve, or nobody knows: the upstream fails, or the store takes no writes. */
            eta_seconds: number | null;
            waiting_until: string | null;
            waiting_reason: string | null;
            /** @description Why a job is `failed`: what the service could not go on with. It can be resumed. Null otherwise. */
            error: string | null;
            /** @description Asked for, and carried out at the next heartbeat of the worker. */
            requested: ("pause" | "cancel") | null;
            /** Format: date-time */
            created_at: string;
            started_at: string | null;
            finished_at: string | null;
            config: {
                /** @description Seconds between two calls of one lane (0.5 to 10). Default: rotation.delay_seconds of the settings. */
                delay_seconds: number;
                /** @description Save each fetched profile in linkedin_profiles. Default: true. */
                save_to_dynamodb: boolean;
                /** @description Calls with one token before the wheel turns. Default: rotation.requests_per_token of the settings. */
                requests_per_token: number;
                /** @description Lanes: tokens used at the same time. Default: 1. */
                parallel_tokens: number;
            };
            /** @description `key:NAME` of the API key that made it, or `team:TEAM`: nobody else finds it. Null: everybody does. */
            owner: string | null;
            worker: string | null;
        };
        JobDeleted: {
            job_id: string;
            /** @constant */
            deleted: true;
        };
        JobHistory: {
            /** Format: uuid */
            job_id: string;
            /** @description The last 16 of each lane, the newest first. */
            switches: components["schemas"]["TokenSwitch"][];
            /** @description The last 20, the newest first. */
            verdicts: components["schemas"]["JobVerdict"][];
        };
        JobList: {
            count: number;
            jobs: components["schemas"]["Job"][];
        };
        JobPage: {
            jobs: components["schemas"]["Job"][];
            next_cursor: string | null;
        };
        JobResult: {
            email_number: number;
            email: string;
            success: boolean;
            data: {
                [key: string]: unknown;
            } | null;
            error: string | null;
            error_type: components["schemas"]["ErrorType"] | null;
            token_used: string | null;
            attempts: number;
            /** Format: date-time */
            timestamp: string;
            saved_to_linkedin_profiles: boolean | null;
        };
        JobResults: {
            /** Format: uuid */
            job_id: string;
            /** @enum {string} */
            status: "pending" | "processing" | "waiting_for_capacity" | "paused" | "completed" | "cancelled" | "failed";
            results: components["schemas"]["JobResult"][];
            linkedin_profiles_stats: {
                total_profiles_fetched: number;
                saved_to_linkedin_profiles: number;
                failed_to_save_linkedin: number;
                /** @description Whether the store of saved profiles answers at the moment. */
                linkedin_db_available: boolean;
            };
            next_cursor: string | null;
        };
        JobVerdict: {
            /** Format: date-time */
            at: string;
            /**
             * @description Whose fault it was found to be.
             * @enum {string}
             */
            of: "address" | "token" | "upstream";
            /** @description The token, or the error_type of the upstream; null for an address. */
            on: string | null;
            /** @description Of an address: its number in the list. Null where that is not known. */
            email_number: number | null;
            evidence: string;
        };
        KeptExtraction: {
            /** @constant */
            status: "ok";
            message: string;
            /** @description As it was answered, without the corrections */
            data: unknown;
            meta: unknown;
            kept: {
                company_id: string;
                until: string;
                /** @description The oldest first; of two corrections of one value the later one counts */
                readonly reviews: {
                    at: string;
                    /** @description Name of the API key */
                    by: string;
                    username: string | null;
                    corrections: {
                        [key: string]: string | number | boolean | null;
                    };
                }[];
            };
        };
        Liveness: {
            /** @constant */
            status: "alive";
        };
        Metrics: {
            /** Format: date-time */
            timestamp: string;
            tokens: {
                [key: string]: number;
            };
            jobs: {
                [key: string]: number;
            };
            emails: {
                [key: string]: number;
            };
            extraction: {
                [key: string]: number;
            };
            retries: {
                [key: string]: number;
            };
            service: {
                [key: string]: number;
            };
        };
        NewCompanyKey: {
            company_name: string;
            /** @description Write-only */
            api_key: string;
            /** @description Gemini (or Google), OpenAI or OpenAI-compatible (or Azure OpenAI, Azure, vLLM, Ollama, OpenRouter, LiteLLM, LM Studio or llama.cpp), in any case */
            provider: string;
            total_token_limit: number;
            /**
             * @default Active
             * @enum {string}
             */
            status?: "Active" | "BelowThreshold" | "FullyUtilized" | "Exceeded" | "Expired" | "Disabled" | "Blocked";
            /** @default 3000 */
            threshold?: number;
            /**
             * @description Null: the one that the settings name for the provider
             * @default null
             */
            model?: string | null;
            /**
             * @description Where the key is sent; null: the settings' address for the provider, else its own
             * @default null
             */
            base_url?: string | null;
        };
        NewToken: {
            /** @description The bearer token. Never shown again. */
            token: string;
            token_id?: string;
            daily_limit?: number;
            /**
             * Format: date-time
             * @description Default: the token's own `exp` when it is a JWT, else never.
             */
            expires_at?: string;
        };
        NewTokens: {
            /** @description Tokens as texts, or as in `POST /tokens/add`, also mixed. A bad entry is `invalid` and refuses no other. */
            tokens: (string | components["schemas"]["NewToken"])[];
        };
        ProfileExport: {
            email: string;
            /** Format: date-time */
            exported_at: string;
            profiles: components["schemas"]["SavedProfile"][];
            jobs: {
                job_id: string;
                email_number: number;
                result: unknown;
            }[];
        };
        ProfileVersions: {
            email: string;
            profiles: components["schemas"]["SavedProfile"][];
        };
        ProfilesSaved: {
            job_id: string;
            saved: number;
            failed: number;
        };
        QueueStatus: {
            by_status: {
                pending: number;
                processing: number;
                waiting_for_capacity: number;
                paused: number;
                completed: number;
                cancelled: number;
                failed: number;
            };
            queued: number;
            active: number;
            total_jobs: number;
        };
        Readiness: {
            /** @enum {string} */
            status: "ready" | "not_ready";
        };
        SavedProfile: {
            /** Format: date-time */
            timestamp: string;
            success: boolean;
            profile_data: unknown;
            /** Format: date-time */
            saved_at: string;
            token_used: string | null;
            email_number: number | null;
            job_id: string | null;
        };
        ServiceInfo: {
            name: string;
            version: string;
            /** @description Whose key this was asked with, and what it may do. */
            caller: {
                name: string;
                scopes: string[];
            };
        } & {
            [key: string]: unknown;
        };
        SplitExtraction: {
            /** @constant */
            status: "ok";
            /** @constant */
            message: "Invoice processed successfully";
            /** @description `pages` are the pages of the file; null where an invoice could not be read, see its `meta` */
            readonly data: ({
                /** @description Kind of document: invoice, credit_note, debit_note, corrected_invoice, prepayment_invoice, self_billed_invoice, self_billed_credit_note, receipt, other (BT-3) */
                document_type: string | null;
                /** @description Number of the invoice (BT-1) */
                invoice_number: string | null;
                /** @description Issue date (BT-2), ISO 8601 (YYYY-MM-DD) */
                invoice_date: string | null;
                /** @description Payment due date (BT-9), ISO 8601 (YYYY-MM-DD) */
                due_date: string | null;
                /** @description Buyer's purchase order reference (BT-13) */
                order_number: string | null;
                /** @description Despatch advice / delivery note reference (BT-16) */
                delivery_note: string | null;
                /** @description Invoice currency, ISO 4217 (BT-5) */
                currency: string | null;
                /** @description The seller */
                seller: {
                    /** @description Name of the seller (BT-27) */
                    name: string | null;
                    /** @description Postal address of the seller on one line (BG-5) */
                    address: string | null;
                    /** @description VAT or tax identifier of the seller (BT-31, BT-32) */
                    tax_id: string | null;
                };
                /** @description The buyer */
                buyer: {
                    /** @description Name of the buyer (BT-44) */
                    name: string | null;
                    /** @description Postal address of the buyer on one line (BG-8) */
                    address: string | null;
                    /** @description VAT or tax identifier of the buyer (BT-48) */
                    tax_id: string | null;
                };
                /** @description Invoice lines in document order (BG-25) */
                line_items: {
                    /** @description Position of the line on the invoice (BT-126) */
                    line_number: string | null;
                    /** @description Name or description of the item (BT-153, BT-154) */
                    description: string | null;
                    /** @description Seller's item identifier (BT-155) */
                    item_code: string | null;
                    /** @description Customs tariff / harmonised system code (BT-158) */
                    hs_code: string | null;
                    /** @description Batch or lot number (BT-160) */
                    batch: string | null;
                    /** @description Invoiced quantity (BT-129) */
                    quantity: number | null;
                    /** @description Unit of the quantity, as printed or as UN/ECE code (BT-130) */
                    unit: string | null;
                    /** @description Net price of one unit (BT-146) */
                    unit_price: number | null;
                    /** @description Discount amount of the line (BT-136) */
                    discount: number | null;
                    /** @description VAT or GST rate of the line in percent (BT-152) */
                    tax_rate: number | null;
                    /** @description Net amount of the line (BT-131) */
                    line_total: number | null;
                }[];
                /** @description Sum of the net line amounts (BT-106) */
                sub_total: number | null;
                /** @description Sum of the discounts on document level (BT-107) */
                discount_total: number | null;
                /** @description Sum of the charges on document level (BT-108) */
                charge_total: number | null;
                /** @description Total without tax (BT-109) */
                taxable_total: number | null;
                /** @description Tax breakdown by rate (BG-23) */
                taxes: {
                    /** @description Taxable amount of this rate (BT-116) */
                    base: number | null;
                    /** @description Rate in percent (BT-119) */
                    rate: number | null;
                    /** @description Tax amount of this rate (BT-117) */
                    amount: number | null;
                }[];
                /** @description Total tax amount (BT-110) */
                tax_total: number | null;
                /** @description Total including tax (BT-112) */
                total: number | null;
                /** @description Amount already paid (BT-113) */
                prepaid_amount: number | null;
                /** @description Amount due for payment (BT-115) */
                amount_due: number | null;
                /** @description Payment instructions (BG-16) */
                payment: {
                    /** @description Account identifier, IBAN without blanks (BT-84) */
                    iban: string | null;
                    /** @description Payment service provider's identifier, BIC (BT-86) */
                    bic: string | null;
                    /** @description Remittance information (BT-83) */
                    reference: string | null;
                    /** @description Payment terms (BT-20) */
                    terms: string | null;
                };
                /** @description Notes of the invoice (BT-22) */
                notes: string | null;
                /** @description Values for the form's `schema` */
                custom?: {
                    [key: string]: unknown;
                };
                readonly pages: number[];
            } | null)[];
            /** @description One entry for each of `data` */
            readonly meta: ({
                request_id: string;
                /** @enum {string} */
                engine: "gemini" | "openai" | "openai-compatible" | "offline";
                /** @description Null where the offline engine answered */
                provider: string | null;
                model: string | null;
                /** @description Calls to providers, the successful one included */
                attempts: number;
                readonly retry_log: {
                    attempt: number;
                    error: string;
                    retryable: boolean;
                    timestamp: string;
                }[];
                pages: number;
                duration_ms: number;
                usage: components["schemas"]["ExtractionUsage"];
                /** @description The arithmetic of the invoice: reported, never corrected */
                readonly checks: components["schemas"]["InvoiceCheck"][];
                confidence: number | null;
                /** @description Mirror of `data`: {confidence, match, source} of every value. match: exact, normalised, fuzzy, computed or absent; null where there was no page to compare with */
                fields: unknown;
                /** @description How the document was read without a model: xml is an e-invoice, read exactly */
                method: ("xml" | "text" | "ocr") | null;
                /** @description What the answer should be taken with */
                readonly warnings: components["schemas"]["ExtractionWarning"][];
                /** @description Under `extraction.keep_days`: until when `GET /extract/{request_id}` has it; null where it could not be kept */
                kept_until?: string | null;
                /** @description True when a person should look: a warning, a sum that does not close, or a core value that nobody confirmed */
                review: boolean;
                /** @description The pages of the file that the invoice takes */
                readonly pages_in_file: number[];
            } | {
                request_id: string;
                readonly pages_in_file: number[];
                error: {
                    code: string;
                    message: string;
                };
                /** @description Under `extraction.keep_days`: until when `GET /extract/{request_id}` has it; null where it could not be kept */
                kept_until?: string | null;
            })[];
        };
        Token: {
            token_id: string;
            status: components["schemas"]["TokenState"];
            daily_usage: number;
            daily_limit: number;
            remaining_usage: number;
            total_usage: number;
            error_count: number;
            last_error: string | null;
            /** Format: date-time */
            created_at: string;
            expires_at: string | null;
            last_used: string | null;
            excluded: {
                reason: string;
                evidence: string;
                /** @description Null where the token itself does not know: its history says when it was disabled, and by whom. */
                since: string | null;
                /**
                 * Format: date-time
                 * @description When it is tried again; year 9999: when an operator enables it.
                 */
                until: string;
            } | null;
            score: number;
            /** @description Requests taken in the hour that is running, where `rotation.hourly_limit` is set and any were. */
            hourly: {
                usage: number;
                limit: number;
                /** Format: date-time */
                ends_at: string;
            } | null;
            /** @description What its calls of the quota day came to: `success`, and each error_type. As this process has seen it since its start. */
            outcomes_today: {
                [key: string]: number;
            };
            /** @description What its upstream grants in a day, where that was seen to be less than daily_limit: capacity and forecasts count with it. */
            learned_limit: number | null;
        };
        TokenAdded: {
            /** @constant */
            success: true;
            token_id: string;
            replaced: boolean;
            expires_at: string | null;
            message: string;
        };
        TokenDeleted: {
            token_id: string;
            /** @constant */
            deleted: true;
        };
        TokenEdit: {
            daily_limit?: number;
            /** @description null: it does not expire. */
            expires_at?: string | null;
        };
        TokenEvent: {
            kind: components["schemas"]["TokenEventKind"];
            /** Format: date-time */
            at: string;
            /** @description The name of the API key that did it; null for what the service did itself, or where it asks for none. */
            by: string | null;
            /** @description Why it was excluded, as in `excluded.reason`: an error_type, `suspected`, `max_errors` or `unreadable_secret`. */
            reason: string | null;
            /** @description In words. It names no address. */
            evidence: string | null;
            /** @description Until when it was excluded then; year 9999: until an operator enables it. */
            until: string | null;
            /** @description The day that it was spent for. */
            quota_day: string | null;
        };
        /**
         * @description `excluded`: a penalty, or a failed trial; `prolonged`: another lane was told a later deadline; `recovered`: a trial succeeded; `forgiven`: the penalty was somebody else’s fault, or is put to the test before its deadline; `spent`: the last units of the day were reserved.
         * @enum {string}
         */
        TokenEventKind: "added" | "replaced" | "edited" | "enabled" | "disabled" | "excluded" | "prolonged" | "recovered" | "forgiven" | "spent";
        TokenHistory: {
            token_id: string;
            /** @description The last 50, the newest first. They are of the id, whichever secret it held. */
            events: components["schemas"]["TokenEvent"][];
        };
        /** @enum {string} */
        TokenState: "active" | "excluded" | "exhausted" | "expired" | "disabled";
        TokenSwitch: {
            /** Format: date-time */
            at: string;
            lane: number;
            /** @description As in `current_token_id`. Null: the lane had none, or what it had is not known any more. */
            from: string | null;
            to: string;
            reason: components["schemas"]["TokenSwitchReason"];
        };
        /**
         * @description `first`: of this run; `requests`: those of its block (requests_per_token, or the addresses left) were made; `limit`: the token had no more for its day or hour; `reset`: day or hour ended; `trial`: its one call after an exclusion is made; `penalised`; `rested`: the upstream counts that nothing is left; `withdrawn`: disabled, removed or changed; `second_opinion`: another token is asked for the same address; `distrusted`: others work where it fails; `refused`: the token chosen before gave nothing any more.
         * @enum {string}
         */
        TokenSwitchReason: "first" | "requests" | "limit" | "reset" | "trial" | "penalised" | "rested" | "withdrawn" | "second_opinion" | "distrusted" | "refused";
        TokenTest: {
            token_id: string;
            email: string;
            success: boolean;
            error_type: string | null;
            error: string | null;
            upstream_status: number | null;
            retry_after_seconds: number | null;
            duration_ms: number;
            token: components["schemas"]["Token"];
        };
        TokenTestRequest: {
            email: string;
        };
        TokensAdded: {
            added: number;
            results: {
                index: number;
                token_id: string | null;
                /** @enum {string} */
                outcome: "added" | "replaced" | "duplicate" | "invalid";
                problem: string | null;
            }[];
        };
        TokensMap: {
            /**
             * Format: date-time
             * @description Of a large pool some seconds ago.
             */
            counted_at: string;
            tokens: number;
            attention: number;
            /** @description A cell for each token in the order of their ids; of more than 1,000 each stands for a group that stays the same. */
            cells: components["schemas"]["TokensMapCell"][];
        };
        TokensMapCell: {
            tokens: number;
            /** @description Of them, those that need a person. */
            attention: number;
            usage_percentage: number;
            states: {
                [key: string]: number;
            };
            /** @description The token_id of the one that a person would look at first. */
            worst: string;
        };
        TokensPlan: {
            addresses: number;
            by: string | null;
            /** @description When the pool as it is would be done with them, behind what is queued. Null: never, or nobody knows (`upstream_fails`). */
            done_at: string | null;
            /** @description So many fresh tokens of rotation.daily_limit would be enough, without the present ones. Null: no number, or no `by`. */
            tokens_needed: number | null;
            /** @description So many fresh tokens beside the present ones. */
            tokens_missing: number | null;
            queued_addresses: number;
            /** @description Nothing is fetched until the upstream is back, and nobody knows when that is: no end is told. */
            upstream_fails: boolean;
            queue_done_at: string | null;
            available_tokens: number;
            available_capacity: number;
            daily_capacity: number;
            /** @description When no token can serve for the first time while there is work. Null: that does not happen. */
            spent_at: string | null;
            /** @description What the pool would have left at the next reset. */
            left_at_reset: number;
            /** Format: date-time */
            resets_at: string;
            /**
             * Format: date-time
             * @description Pool and queue as they were then, some seconds ago at most.
             */
            as_of: string;
        };
        TokensStatus: {
            total_tokens: number;
            active_tokens: number;
            available_tokens: number;
            total_daily_usage: number;
            max_daily_capacity: number;
            available_capacity: number;
            usage_percentage: number;
            quota_day: string;
            /** Format: date-time */
            resets_at: string;
            fallback: {
                tokens: number;
                available_capacity: number;
            };
            token_details: components["schemas"]["Token"][];
            /** @description Requests of the day that a crash has cost: they may have been sent, and nobody knows. */
            written_off_today: number;
            /** @description How many tokens of the whole pool need a person; null unless `attention` was asked for. Of a large pool it is some seconds old. */
            attention: {
                tokens: number;
                /** Format: date-time */
                counted_at: string;
            } | null;
            next_cursor: string | null;
        };
        UpstreamFigures: {
            calls: number;
            failed_calls: number;
            mean_ms: number | null;
            /** @description The bound of the histogram within which 95 of 100 calls stayed; null without a call, and beyond the last bound. */
            p95_ms: number | null;
            /** @description The breaker was open: for a time, or all of it. */
            failing: boolean;
        };
        UsageImport: {
            company_id: string;
            token_id: number;
            imported: number;
            /** @description Counted by an earlier import */
            already_known: number;
            /** @description In the outbox until the company database takes them, each counted once then */
            waiting: number;
            readonly rejected: {
                /** @description From 1 */
                line: number;
                problem: string;
            }[];
        };
        UsageImportRequest: {
            /** @description As they stand in the log, each with one RunUsage(…). A line that begins with its time counts for that day */
            lines: string[];
            /** @description The key that was billed */
            token_id: number;
            branch?: string;
            /** @description Who requested the calls; the name of the API key if not given */
            username?: string;
            /** @description A name for the log, such as that of its file. Equal lines of one import are as many calls, but equal lines of two imports are the same calls, unless their sources differ. Portions of a log whose lines bear no time each need a name of their own */
            source?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The caller's own where it sent a sane one; also in the log */
        RequestId: string;
        /** @description Seconds after which another try makes sense, where that is known */
        RetryAfter: number;
        /** @description The path of what was created */
        Location: string;
        /** @description Names this answer: sent back as `If-None-Match` it brings a 304 while nothing has changed */
        ETag: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    createBatch: {
        parameters: {
            query?: {
                /** @description HIGH jobs start before NORMAL ones, and those before LOW ones. Default: NORMAL. */
                priority?: "HIGH" | "NORMAL" | "LOW";
                /** @description Gets a signed POST when the job has finished. Its host must be allowed in jobs.callback_hosts. */
                callback_url?: string;
                /** @description Seconds between two calls of one lane (0.5 to 10). Default: rotation.delay_seconds of the settings. */
                delay_seconds?: number;
                /** @description Save each fetched profile in linkedin_profiles. Default: true. */
                save_to_dynamodb?: boolean;
                /** @description Calls with one token before the wheel turns. Default: rotation.requests_per_token of the settings. */
                requests_per_token?: number;
                /** @description Lanes: tokens used at the same time. Default: 1. */
                parallel_tokens?: number;
                /** @description Answer the forecast (200) and create nothing; also with a JSON body. */
                dry_run?: boolean;
            };
            header?: {
                /**
                 * @description The same key and body is the same job; another body is a 409.
                 * @example import-2026-11-22
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "emails": [
                 *         "ada@example.com",
                 *         "grace@example.com",
                 *         "restricted@example.com"
                 *       ],
                 *       "priority": "HIGH",
                 *       "config": {
                 *         "delay_seconds": 0.5,
                 *         "parallel_tokens": 2
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["BatchRequest"];
                /**
                 * @example Name;Work Email
                 *     "Lovelace, Ada";ada@example.com
                 *     Grace;grace@example.com
                 */
                "text/csv": string;
                /**
                 * @example {"email":"ada@example.com"}
                 *     "grace@example.com"
                 *     ["restricted@example.com"]
                 */
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "dry_run": true,
                     *       "total_emails": 1200,
                     *       "priority": "NORMAL",
                     *       "estimated_capacity_used": 1200,
                     *       "available_capacity": 830,
                     *       "linkedin_profiles_auto_save": true,
                     *       "token_rotation": {
                     *         "requests_per_token": 15,
                     *         "estimated_token_switches": 79,
                     *         "description": "Each token will be used for 15 requests before rotating to the next"
                     *       },
                     *       "invalid_emails": 0,
                     *       "duplicates_removed": 3,
                     *       "intake": {
                     *         "format": "csv",
                     *         "encoding": "utf-16le",
                     *         "delimiter": ";",
                     *         "column": {
                     *           "number": 2,
                     *           "name": "E-Mail-Adresse",
                     *           "found_by": "header"
                     *         },
                     *         "title_lines": 0,
                     *         "entries": 1210,
                     *         "rows_without_address": 7
                     *       },
                     *       "estimated_completion": "2026-11-22T00:13:34.000Z",
                     *       "warnings": [
                     *         "830 of 1,200 today; the rest after 2026-11-22T00:00:00Z"
                     *       ],
                     *       "message": "This is a forecast: nothing was created."
                     *     }
                     */
                    "application/json": components["schemas"]["BatchForecast"];
                };
            };
            /** @description Done */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "job_id": "f32ae973-816b-4f6b-bf3f-3fc811d1665b",
                     *       "total_emails": 3,
                     *       "priority": "HIGH",
                     *       "estimated_capacity_used": 3,
                     *       "available_capacity": 1000,
                     *       "linkedin_profiles_auto_save": true,
                     *       "token_rotation": {
                     *         "requests_per_token": 15,
                     *         "estimated_token_switches": 0,
                     *         "description": "Each token will be used for 15 requests before rotating to the next"
                     *       },
                     *       "invalid_emails": 0,
                     *       "duplicates_removed": 0,
                     *       "intake": {
                     *         "format": "json",
                     *         "encoding": "utf-8",
                     *         "delimiter": null,
                     *         "column": null,
                     *         "title_lines": 0,
                     *         "entries": 3,
                     *         "rows_without_address": 0
                     *       },
                     *       "estimated_completion": "2026-11-22T00:45:43.505Z",
                     *       "warnings": [],
                     *       "message": "Batch job created and queued for processing."
                     *     }
                     */
                    "application/json": components["schemas"]["BatchCreated"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /** @example f32ae973-816b-4f6b-bf3f-3fc811d1665b */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "f32ae973-816b-4f6b-bf3f-3fc811d1665b",
                     *       "status": "processing",
                     *       "priority": "HIGH",
                     *       "progress_percentage": 66.6,
                     *       "total_emails": 3,
                     *       "processed": 2,
                     *       "successful": 2,
                     *       "failed": 0,
                     *       "remaining": 1,
                     *       "invalid_emails": 0,
                     *       "duplicates_removed": 0,
                     *       "error_breakdown": {},
                     *       "current_token_id": "tok-0...",
                     *       "token_requests_made": 1,
                     *       "token_switches": 1,
                     *       "requests_per_token": 15,
                     *       "lanes": [
                     *         {
                     *           "lane": 0,
                     *           "token_id": "tok-0...",
                     *           "usage": 1,
                     *           "reserved": 3
                     *         },
                     *         {
                     *           "lane": 1,
                     *           "token_id": "tok-1...",
                     *           "usage": 1,
                     *           "reserved": 3
                     *         }
                     *       ],
                     *       "eta_seconds": 0.5,
                     *       "waiting_until": null,
                     *       "waiting_reason": null,
                     *       "error": null,
                     *       "requested": null,
                     *       "created_at": "2026-11-22T00:45:42.498Z",
                     *       "started_at": "2026-11-22T00:45:42.506Z",
                     *       "finished_at": null,
                     *       "config": {
                     *         "delay_seconds": 0.5,
                     *         "save_to_dynamodb": true,
                     *         "requests_per_token": 15,
                     *         "parallel_tokens": 2
                     *       },
                     *       "owner": "key:anna",
                     *       "worker": "ccfb98cc-2f0e-449e-8051-369a8c59ef68"
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    deleteJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example f32ae973-816b-4f6b-bf3f-3fc811d1665b */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "0b8e6d4a-5c1f-4d0e-9a63-7c2f1e8b9d10",
                     *       "deleted": true
                     *     }
                     */
                    "application/json": components["schemas"]["JobDeleted"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getJobHistory: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /** @example f32ae973-816b-4f6b-bf3f-3fc811d1665b */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "f32ae973-816b-4f6b-bf3f-3fc811d1665b",
                     *       "switches": [
                     *         {
                     *           "at": "2026-11-21T12:04:20.000Z",
                     *           "lane": 0,
                     *           "from": "3f2a91c0...",
                     *           "to": "abc12345...",
                     *           "reason": "penalised"
                     *         },
                     *         {
                     *           "at": "2026-11-21T12:03:50.000Z",
                     *           "lane": 0,
                     *           "from": "abc12345...",
                     *           "to": "3f2a91c0...",
                     *           "reason": "requests"
                     *         },
                     *         {
                     *           "at": "2026-11-21T12:03:20.000Z",
                     *           "lane": 0,
                     *           "from": null,
                     *           "to": "abc12345...",
                     *           "reason": "first"
                     *         }
                     *       ],
                     *       "verdicts": [
                     *         {
                     *           "at": "2026-11-21T12:04:25.000Z",
                     *           "of": "address",
                     *           "on": null,
                     *           "email_number": 17,
                     *           "evidence": "3 calls failed with token_error on 3 tokens that worked for others."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["JobHistory"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: {
                status?: "pending" | "processing" | "waiting_for_capacity" | "paused" | "completed" | "cancelled" | "failed";
                /** @description Entries of one page */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "jobs": [
                     *         {
                     *           "job_id": "f32ae973-816b-4f6b-bf3f-3fc811d1665b",
                     *           "status": "completed",
                     *           "priority": "HIGH",
                     *           "progress_percentage": 100,
                     *           "total_emails": 3,
                     *           "processed": 3,
                     *           "successful": 2,
                     *           "failed": 1,
                     *           "remaining": 0,
                     *           "invalid_emails": 0,
                     *           "duplicates_removed": 0,
                     *           "error_breakdown": {
                     *             "user_restricted": 1
                     *           },
                     *           "current_token_id": null,
                     *           "token_requests_made": 0,
                     *           "token_switches": 2,
                     *           "requests_per_token": 15,
                     *           "lanes": [],
                     *           "eta_seconds": null,
                     *           "waiting_until": null,
                     *           "waiting_reason": null,
                     *           "error": null,
                     *           "requested": null,
                     *           "created_at": "2026-11-22T00:45:42.498Z",
                     *           "started_at": "2026-11-22T00:45:42.506Z",
                     *           "finished_at": "2026-11-22T00:45:44.152Z",
                     *           "config": {
                     *             "delay_seconds": 0.5,
                     *             "save_to_dynamodb": true,
                     *             "requests_per_token": 15,
                     *             "parallel_tokens": 2
                     *           },
                     *           "owner": "key:anna",
                     *           "worker": null
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["JobPage"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example f32ae973-816b-4f6b-bf3f-3fc811d1665b */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "0b8e6d4a-5c1f-4d0e-9a63-7c2f1e8b9d10",
                     *       "status": "cancelled",
                     *       "priority": "HIGH",
                     *       "progress_percentage": 0,
                     *       "total_emails": 1,
                     *       "processed": 0,
                     *       "successful": 0,
                     *       "failed": 0,
                     *       "remaining": 1,
                     *       "invalid_emails": 0,
                     *       "duplicates_removed": 0,
                     *       "error_breakdown": {},
                     *       "current_token_id": null,
                     *       "token_requests_made": 0,
                     *       "token_switches": 0,
                     *       "requests_per_token": 15,
                     *       "lanes": [],
                     *       "eta_seconds": null,
                     *       "waiting_until": null,
                     *       "waiting_reason": null,
                     *       "error": null,
                     *       "requested": null,
                     *       "created_at": "2026-11-22T00:45:44.223Z",
                     *       "started_at": "2026-11-22T00:45:44.224Z",
                     *       "finished_at": "2026-11-22T00:45:44.227Z",
                     *       "config": {
                     *         "delay_seconds": 0.5,
                     *         "save_to_dynamodb": true,
                     *         "requests_per_token": 15,
                     *         "parallel_tokens": 2
                     *       },
                     *       "owner": "key:anna",
                     *       "worker": null
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    pauseJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example f32ae973-816b-4f6b-bf3f-3fc811d1665b */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "f32ae973-816b-4f6b-bf3f-3fc811d1665b",
                     *       "status": "paused",
                     *       "priority": "HIGH",
                     *       "progress_percentage": 66.6,
                     *       "total_emails": 3,
                     *       "processed": 2,
                     *       "successful": 2,
                     *       "failed": 0,
                     *       "remaining": 1,
                     *       "invalid_emails": 0,
                     *       "duplicates_removed": 0,
                     *       "error_breakdown": {},
                     *       "current_token_id": null,
                     *       "token_requests_made": 0,
                     *       "token_switches": 1,
                     *       "requests_per_token": 15,
                     *       "lanes": [],
                     *       "eta_seconds": null,
                     *       "waiting_until": null,
                     *       "waiting_reason": null,
                     *       "error": null,
                     *       "requested": null,
                     *       "created_at": "2026-11-22T00:45:42.498Z",
                     *       "started_at": "2026-11-22T00:45:42.506Z",
                     *       "finished_at": null,
                     *       "config": {
                     *         "delay_seconds": 0.5,
                     *         "save_to_dynamodb": true,
                     *         "requests_per_token": 15,
                     *         "parallel_tokens": 2
                     *       },
                     *       "owner": "key:anna",
                     *       "worker": null
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    resumeJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example f32ae973-816b-4f6b-bf3f-3fc811d1665b */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "f32ae973-816b-4f6b-bf3f-3fc811d1665b",
                     *       "status": "pending",
                     *       "priority": "HIGH",
                     *       "progress_percentage": 66.6,
                     *       "total_emails": 3,
                     *       "processed": 2,
                     *       "successful": 2,
                     *       "failed": 0,
                     *       "remaining": 1,
                     *       "invalid_emails": 0,
                     *       "duplicates_removed": 0,
                     *       "error_breakdown": {},
                     *       "current_token_id": null,
                     *       "token_requests_made": 0,
                     *       "token_switches": 1,
                     *       "requests_per_token": 15,
                     *       "lanes": [],
                     *       "eta_seconds": 0.5,
                     *       "waiting_until": null,
                     *       "waiting_reason": null,
                     *       "error": null,
                     *       "requested": null,
                     *       "created_at": "2026-11-22T00:45:42.498Z",
                     *       "started_at": "2026-11-22T00:45:42.506Z",
                     *       "finished_at": null,
                     *       "config": {
                     *         "delay_seconds": 0.5,
                     *         "save_to_dynamodb": true,
                     *         "requests_per_token": 15,
                     *         "parallel_tokens": 2
                     *       },
                     *       "owner": "key:anna",
                     *       "worker": null
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    retryFailedAddresses: {
        parameters: {
            query?: {
                error_type?: components["schemas"]["ErrorType"];
            };
            header?: never;
            path: {
                /** @example f32ae973-816b-4f6b-bf3f-3fc811d1665b */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "job_id": "0b8e6d4a-5c1f-4d0e-9a63-7c2f1e8b9d10",
                     *       "total_emails": 1,
                     *       "priority": "HIGH",
                     *       "estimated_capacity_used": 1,
                     *       "available_capacity": 997,
                     *       "linkedin_profiles_auto_save": true,
                     *       "token_rotation": {
                     *         "requests_per_token": 15,
                     *         "estimated_token_switches": 0,
                     *         "description": "Each token will be used for 15 requests before rotating to the next"
                     *       },
                     *       "invalid_emails": 0,
                     *       "duplicates_removed": 0,
                     *       "intake": null,
                     *       "estimated_completion": "2026-11-22T00:45:44.724Z",
                     *       "warnings": [],
                     *       "message": "Batch job created and queued for processing."
                     *     }
                     */
                    "application/json": components["schemas"]["BatchCreated"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    saveMissingProfiles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example f32ae973-816b-4f6b-bf3f-3fc811d1665b */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "f32ae973-816b-4f6b-bf3f-3fc811d1665b",
                     *       "saved": 0,
                     *       "failed": 0
                     *     }
                     */
                    "application/json": components["schemas"]["ProfilesSaved"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getQueueStatus: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "by_status": {
                     *         "pending": 0,
                     *         "processing": 0,
                     *         "waiting_for_capacity": 0,
                     *         "paused": 0,
                     *         "completed": 1,
                     *         "cancelled": 0,
                     *         "failed": 0
                     *       },
                     *       "queued": 0,
                     *       "active": 0,
                     *       "total_jobs": 1
                     *     }
                     */
                    "application/json": components["schemas"]["QueueStatus"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listActiveJobs: {
        parameters: {
            query?: {
                /** @description Entries of one page */
                limit?: number;
            };
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 1,
                     *       "jobs": [
                     *         {
                     *           "job_id": "f32ae973-816b-4f6b-bf3f-3fc811d1665b",
                     *           "status": "processing",
                     *           "priority": "HIGH",
                     *           "progress_percentage": 66.6,
                     *           "total_emails": 3,
                     *           "processed": 2,
                     *           "successful": 2,
                     *           "failed": 0,
                     *           "remaining": 1,
                     *           "invalid_emails": 0,
                     *           "duplicates_removed": 0,
                     *           "error_breakdown": {},
                     *           "current_token_id": "tok-0...",
                     *           "token_requests_made": 1,
                     *           "token_switches": 1,
                     *           "requests_per_token": 15,
                     *           "lanes": [
                     *             {
                     *               "lane": 0,
                     *               "token_id": "tok-0...",
                     *               "usage": 1,
                     *               "reserved": 3
                     *             },
                     *             {
                     *               "lane": 1,
                     *               "token_id": "tok-1...",
                     *               "usage": 1,
                     *               "reserved": 3
                     *             }
                     *           ],
                     *           "eta_seconds": 0.5,
                     *           "waiting_until": null,
                     *           "waiting_reason": null,
                     *           "error": null,
                     *           "requested": null,
                     *           "created_at": "2026-11-22T00:45:42.498Z",
                     *           "started_at": "2026-11-22T00:45:42.506Z",
                     *           "finished_at": null,
                     *           "config": {
                     *             "delay_seconds": 0.5,
                     *             "save_to_dynamodb": true,
                     *             "requests_per_token": 15,
                     *             "parallel_tokens": 2
                     *           },
                     *           "owner": "key:anna",
                     *           "worker": "ccfb98cc-2f0e-449e-8051-369a8c59ef68"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listPendingJobs: {
        parameters: {
            query?: {
                /** @description Entries of one page */
                limit?: number;
            };
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 1,
                     *       "jobs": [
                     *         {
                     *           "job_id": "f32ae973-816b-4f6b-bf3f-3fc811d1665b",
                     *           "status": "paused",
                     *           "priority": "HIGH",
                     *           "progress_percentage": 66.6,
                     *           "total_emails": 3,
                     *           "processed": 2,
                     *           "successful": 2,
                     *           "failed": 0,
                     *           "remaining": 1,
                     *           "invalid_emails": 0,
                     *           "duplicates_removed": 0,
                     *           "error_breakdown": {},
                     *           "current_token_id": null,
                     *           "token_requests_made": 0,
                     *           "token_switches": 1,
                     *           "requests_per_token": 15,
                     *           "lanes": [],
                     *           "eta_seconds": null,
                     *           "waiting_until": null,
                     *           "waiting_reason": null,
                     *           "error": null,
                     *           "requested": null,
                     *           "created_at": "2026-11-22T00:45:42.498Z",
                     *           "started_at": "2026-11-22T00:45:42.506Z",
                     *           "finished_at": null,
                     *           "config": {
                     *             "delay_seconds": 0.5,
                     *             "save_to_dynamodb": true,
                     *             "requests_per_token": 15,
                     *             "parallel_tokens": 2
                     *           },
                     *           "owner": "key:anna",
                     *           "worker": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listRecentJobs: {
        parameters: {
            query?: {
                /** @description Entries of one page */
                limit?: number;
            };
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "count": 1,
                     *       "jobs": [
                     *         {
                     *           "job_id": "f32ae973-816b-4f6b-bf3f-3fc811d1665b",
                     *           "status": "completed",
                     *           "priority": "HIGH",
                     *           "progress_percentage": 100,
                     *           "total_emails": 3,
                     *           "processed": 3,
                     *           "successful": 2,
                     *           "failed": 1,
                     *           "remaining": 0,
                     *           "invalid_emails": 0,
                     *           "duplicates_removed": 0,
                     *           "error_breakdown": {
                     *             "user_restricted": 1
                     *           },
                     *           "current_token_id": null,
                     *           "token_requests_made": 0,
                     *           "token_switches": 2,
                     *           "requests_per_token": 15,
                     *           "lanes": [],
                     *           "eta_seconds": null,
                     *           "waiting_until": null,
                     *           "waiting_reason": null,
                     *           "error": null,
                     *           "requested": null,
                     *           "created_at": "2026-11-22T00:45:42.498Z",
                     *           "started_at": "2026-11-22T00:45:42.506Z",
                     *           "finished_at": "2026-11-22T00:45:44.152Z",
                     *           "config": {
                     *             "delay_seconds": 0.5,
                     *             "save_to_dynamodb": true,
                     *             "requests_per_token": 15,
                     *             "parallel_tokens": 2
                     *           },
                     *           "owner": "key:anna",
                     *           "worker": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    planTokens: {
        parameters: {
            query?: {
                /** @description Addresses of a list that is not submitted yet. */
                addresses?: number;
                /** @description When they should be done. */
                by?: string;
                priority?: "HIGH" | "NORMAL" | "LOW";
                /** @description Lanes, of all the jobs that the list is split into. */
                parallel_tokens?: number;
                /** @description Default: rotation.delay_seconds of the settings. */
                delay_seconds?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "addresses": 200000,
                     *       "by": "2026-11-29T00:00:00.000Z",
                     *       "done_at": "2027-02-28T00:16:40.000Z",
                     *       "tokens_needed": 58,
                     *       "tokens_missing": 54,
                     *       "queued_addresses": 0,
                     *       "upstream_fails": false,
                     *       "queue_done_at": "2026-11-22T00:45:43.505Z",
                     *       "available_tokens": 4,
                     *       "available_capacity": 1990,
                     *       "daily_capacity": 2000,
                     *       "spent_at": null,
                     *       "left_at_reset": 1990,
                     *       "resets_at": "2026-11-23T00:00:00.000Z",
                     *       "as_of": "2026-11-22T00:45:43.505Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TokensPlan"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getJobResults: {
        parameters: {
            query?: {
                /** @description Entries of one page */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
                success?: boolean;
                error_type?: components["schemas"]["ErrorType"];
            };
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /** @example f32ae973-816b-4f6b-bf3f-3fc811d1665b */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "f32ae973-816b-4f6b-bf3f-3fc811d1665b",
                     *       "status": "completed",
                     *       "results": [
                     *         {
                     *           "email_number": 1,
                     *           "email": "ada@example.com",
                     *           "success": true,
                     *           "data": {
                     *             "display_name": "Frances Haddad",
                     *             "headline": "Recruiter",
                     *             "company": "Example",
                     *             "location": "São Paulo",
                     *             "profile_url": "https://people.example.com/bef5cfd2"
                     *           },
                     *           "error": null,
                     *           "error_type": null,
                     *           "token_used": "tok-0",
                     *           "attempts": 1,
                     *           "timestamp": "2026-11-22T00:45:42.588Z",
                     *           "saved_to_linkedin_profiles": true
                     *         },
                     *         {
                     *           "email_number": 2,
                     *           "email": "grace@example.com",
                     *           "success": true,
                     *           "data": {
                     *             "display_name": "Niklaus Khan",
                     *             "headline": "Recruiter",
                     *             "company": "Example",
                     *             "location": "São Paulo",
                     *             "profile_url": "https://people.example.com/fba86342"
                     *           },
                     *           "error": null,
                     *           "error_type": null,
                     *           "token_used": "tok-1",
                     *           "attempts": 1,
                     *           "timestamp": "2026-11-22T00:45:42.589Z",
                     *           "saved_to_linkedin_profiles": true
                     *         },
                     *         {
                     *           "email_number": 3,
                     *           "email": "restricted@example.com",
                     *           "success": false,
                     *           "data": null,
                     *           "error": "The upstream answered 403 Forbidden (Authorization_UserRestricted): Access to this user is restricted.",
                     *           "error_type": "user_restricted",
                     *           "token_used": "tok-0",
                     *           "attempts": 1,
                     *           "timestamp": "2026-11-22T00:45:44.152Z",
                     *           "saved_to_linkedin_profiles": null
                     *         }
                     *       ],
                     *       "linkedin_profiles_stats": {
                     *         "total_profiles_fetched": 2,
                     *         "saved_to_linkedin_profiles": 2,
                     *         "failed_to_save_linkedin": 0,
                     *         "linkedin_db_available": true
                     *       },
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["JobResults"];
                    /**
                     * @example email_number,email,success,error_type,error,token_used,attempts,timestamp,saved_to_linkedin_profiles,data
                     *     1,ada@example.com,true,,,tok-0,1,2026-11-22T00:45:42.588Z,true,"{""display_name"":""Frances Haddad"",""headline"":""Recruiter"",""company"":""Example"",""location"":""São Paulo"",""profile_url"":""https://people.example.com/bef5cfd2""}"
                     *     2,grace@example.com,true,,,tok-1,1,2026-11-22T00:45:42.589Z,true,"{""display_name"":""Niklaus Khan"",""headline"":""Recruiter"",""company"":""Example"",""location"":""São Paulo"",""profile_url"":""https://people.example.com/fba86342""}"
                     *     3,restricted@example.com,false,user_restricted,The upstream answered 403 Forbidden (Authorization_UserRestricted): Access to this user is restricted.,tok-0,1,2026-11-22T00:45:44.152Z,,
                     */
                    "text/csv": string;
                    /**
                     * @example {"email_number":1,"email":"ada@example.com","success":true,"data":{"display_name":"Frances Haddad","headline":"Recruiter","company":"Example","location":"São Paulo","profile_url":"https://people.example.com/bef5cfd2"},"error":null,"error_type":null,"token_used":"tok-0","attempts":1,"timestamp":"2026-11-22T00:45:42.588Z","saved_to_linkedin_profiles":true}
                     *     {"email_number":2,"email":"grace@example.com","success":true,"data":{"display_name":"Niklaus Khan","headline":"Recruiter","company":"Example","location":"São Paulo","profile_url":"https://people.example.com/fba86342"},"error":null,"error_type":null,"token_used":"tok-1","attempts":1,"timestamp":"2026-11-22T00:45:42.589Z","saved_to_linkedin_profiles":true}
                     *     {"email_number":3,"email":"restricted@example.com","success":false,"data":null,"error":"The upstream answered 403 Forbidden (Authorization_UserRestricted): Access to this user is restricted.","error_type":"user_restricted","token_used":"tok-0","attempts":1,"timestamp":"2026-11-22T00:45:44.152Z","saved_to_linkedin_profiles":null}
                     */
                    "application/x-ndjson": string;
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    streamJobEvents: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Go on after this event.
                 * @example 3f9c2a71-12
                 */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @example f32ae973-816b-4f6b-bf3f-3fc811d1665b */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 3f9c2a71-12
                     *     event: progress
                     *     data: {"processed":2,"total_emails":3}
                     *
                     *     id: 3f9c2a71-13
                     *     event: finished
                     *     data: {"status":"completed","processed":3}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getTokensStatus: {
        parameters: {
            query?: {
                /** @description Entries of one page */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
                status?: components["schemas"]["TokenState"];
                /** @description Part of the token_id, whatever its case. */
                q?: string;
                /** @description Only those that need a person: disabled, expired, refused by the upstream, suspected, or of an unreadable secret. */
                attention?: boolean;
            };
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "total_tokens": 2,
                     *       "active_tokens": 2,
                     *       "available_tokens": 2,
                     *       "total_daily_usage": 3,
                     *       "max_daily_capacity": 1000,
                     *       "available_capacity": 997,
                     *       "usage_percentage": 0.3,
                     *       "quota_day": "2026-11-22",
                     *       "resets_at": "2026-11-22T12:00:00.000Z",
                     *       "fallback": {
                     *         "tokens": 1,
                     *         "available_capacity": 500
                     *       },
                     *       "token_details": [
                     *         {
                     *           "token_id": "tok-0",
                     *           "status": "active",
                     *           "daily_usage": 2,
                     *           "daily_limit": 500,
                     *           "remaining_usage": 498,
                     *           "total_usage": 2,
                     *           "error_count": 0,
                     *           "last_error": null,
                     *           "created_at": "2026-11-22T00:45:42.458Z",
                     *           "expires_at": null,
                     *           "last_used": "2026-11-22T00:45:44.147Z",
                     *           "excluded": null,
                     *           "score": 2,
                     *           "hourly": null,
                     *           "outcomes_today": {
                     *             "success": 2
                     *           },
                     *           "learned_limit": null
                     *         },
                     *         {
                     *           "token_id": "tok-1",
                     *           "status": "active",
                     *           "daily_usage": 1,
                     *           "daily_limit": 500,
                     *           "remaining_usage": 499,
                     *           "total_usage": 1,
                     *           "error_count": 0,
                     *           "last_error": null,
                     *           "created_at": "2026-11-22T00:45:42.484Z",
                     *           "expires_at": null,
                     *           "last_used": "2026-11-22T00:45:42.535Z",
                     *           "excluded": null,
                     *           "score": 1,
                     *           "hourly": null,
                     *           "outcomes_today": {
                     *             "success": 2
                     *           },
                     *           "learned_limit": null
                     *         }
                     *       ],
                     *       "written_off_today": 0,
                     *       "attention": null,
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["TokensStatus"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getTokensMap: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "counted_at": "2026-11-22T00:45:46.685Z",
                     *       "tokens": 3,
                     *       "attention": 1,
                     *       "cells": [
                     *         {
                     *           "tokens": 1,
                     *           "attention": 0,
                     *           "usage_percentage": 12.4,
                     *           "states": {
                     *             "active": 1
                     *           },
                     *           "worst": "tok-0"
                     *         },
                     *         {
                     *           "tokens": 1,
                     *           "attention": 0,
                     *           "usage_percentage": 100,
                     *           "states": {
                     *             "exhausted": 1
                     *           },
                     *           "worst": "tok-1"
                     *         },
                     *         {
                     *           "tokens": 1,
                     *           "attention": 1,
                     *           "usage_percentage": 0,
                     *           "states": {
                     *             "disabled": 1
                     *           },
                     *           "worst": "tok-2"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TokensMap"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    addToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "YOUR-BEARER-TOKEN",
                 *       "token_id": "alpha",
                 *       "daily_limit": 500
                 *     }
                 */
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "token_id": "alpha",
                     *       "replaced": false,
                     *       "expires_at": null,
                     *       "message": "The token was added."
                     *     }
                     */
                    "application/json": components["schemas"]["TokenAdded"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    addTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "tokens": [
                 *         {
                 *           "token": "YOUR-SECOND-TOKEN",
                 *           "token_id": "bravo"
                 *         },
                 *         "YOUR-BEARER-TOKEN"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NewTokens"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "added": 1,
                     *       "results": [
                     *         {
                     *           "index": 0,
                     *           "token_id": "bravo",
                     *           "outcome": "added",
                     *           "problem": null
                     *         },
                     *         {
                     *           "index": 1,
                     *           "token_id": "alpha",
                     *           "outcome": "duplicate",
                     *           "problem": "This token is registered already, as \"alpha\"."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TokensAdded"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    addTokensFromFile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "added": 1,
                     *       "results": [
                     *         {
                     *           "index": 0,
                     *           "token_id": "tok-ad0e43b33e59",
                     *           "outcome": "added",
                     *           "problem": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TokensAdded"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    enableToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example alpha */
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token_id": "alpha",
                     *       "status": "active",
                     *       "daily_usage": 0,
                     *       "daily_limit": 500,
                     *       "remaining_usage": 500,
                     *       "total_usage": 0,
                     *       "error_count": 0,
                     *       "last_error": null,
                     *       "created_at": "2026-11-22T00:45:44.241Z",
                     *       "expires_at": null,
                     *       "last_used": null,
                     *       "excluded": null,
                     *       "score": 0,
                     *       "hourly": null,
                     *       "outcomes_today": {
                     *         "success": 2
                     *       },
                     *       "learned_limit": null
                     *     }
                     */
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    disableToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example alpha */
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token_id": "alpha",
                     *       "status": "disabled",
                     *       "daily_usage": 0,
                     *       "daily_limit": 500,
                     *       "remaining_usage": 500,
                     *       "total_usage": 0,
                     *       "error_count": 0,
                     *       "last_error": null,
                     *       "created_at": "2026-11-22T00:45:44.241Z",
                     *       "expires_at": null,
                     *       "last_used": null,
                     *       "excluded": {
                     *         "reason": "disabled",
                     *         "evidence": "An operator disabled it; it is used again once an operator enables it.",
                     *         "since": "2026-11-22T00:45:44.241Z",
                     *         "until": "9999-12-31T23:59:59.999Z"
                     *       },
                     *       "score": 0,
                     *       "hourly": null,
                     *       "outcomes_today": {
                     *         "success": 2
                     *       },
                     *       "learned_limit": null
                     *     }
                     */
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /** @example alpha */
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token_id": "alpha",
                     *       "status": "active",
                     *       "daily_usage": 0,
                     *       "daily_limit": 500,
                     *       "remaining_usage": 500,
                     *       "total_usage": 0,
                     *       "error_count": 0,
                     *       "last_error": null,
                     *       "created_at": "2026-11-22T00:45:44.241Z",
                     *       "expires_at": null,
                     *       "last_used": null,
                     *       "excluded": null,
                     *       "score": 0,
                     *       "hourly": null,
                     *       "outcomes_today": {
                     *         "success": 2
                     *       },
                     *       "learned_limit": null
                     *     }
                     */
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    removeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example alpha */
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token_id": "alpha",
                     *       "deleted": true
                     *     }
                     */
                    "application/json": components["schemas"]["TokenDeleted"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    editToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example alpha */
                token_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "daily_limit": 800
                 *     }
                 */
                "application/json": components["schemas"]["TokenEdit"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token_id": "alpha",
                     *       "status": "active",
                     *       "daily_usage": 0,
                     *       "daily_limit": 800,
                     *       "remaining_usage": 800,
                     *       "total_usage": 0,
                     *       "error_count": 0,
                     *       "last_error": null,
                     *       "created_at": "2026-11-22T00:45:44.241Z",
                     *       "expires_at": null,
                     *       "last_used": null,
                     *       "excluded": null,
                     *       "score": 0,
                     *       "hourly": null,
                     *       "outcomes_today": {
                     *         "success": 2
                     *       },
                     *       "learned_limit": null
                     *     }
                     */
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getTokenHistory: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /** @example alpha */
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token_id": "alpha",
                     *       "events": [
                     *         {
                     *           "kind": "recovered",
                     *           "at": "2026-11-21T12:05:09.000Z",
                     *           "by": null,
                     *           "reason": "rate_limited",
                     *           "evidence": null,
                     *           "until": null,
                     *           "quota_day": null
                     *         },
                     *         {
                     *           "kind": "excluded",
                     *           "at": "2026-11-21T12:03:20.000Z",
                     *           "by": null,
                     *           "reason": "rate_limited",
                     *           "evidence": "HTTP 429: Too Many Requests",
                     *           "until": "2026-11-21T12:04:20.000Z",
                     *           "quota_day": null
                     *         },
                     *         {
                     *           "kind": "enabled",
                     *           "at": "2026-11-21T09:00:00.000Z",
                     *           "by": "operator",
                     *           "reason": null,
                     *           "evidence": null,
                     *           "until": null,
                     *           "quota_day": null
                     *         },
                     *         {
                     *           "kind": "disabled",
                     *           "at": "2026-11-20T18:30:00.000Z",
                     *           "by": "operator",
                     *           "reason": null,
                     *           "evidence": null,
                     *           "until": null,
                     *           "quota_day": null
                     *         },
                     *         {
                     *           "kind": "added",
                     *           "at": "2026-11-20T08:00:00.000Z",
                     *           "by": "operator",
                     *           "reason": null,
                     *           "evidence": null,
                     *           "until": null,
                     *           "quota_day": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TokenHistory"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    testToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example alpha */
                token_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com"
                 *     }
                 */
                "application/json": components["schemas"]["TokenTestRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token_id": "alpha",
                     *       "email": "ada@example.com",
                     *       "success": true,
                     *       "error_type": null,
                     *       "error": null,
                     *       "upstream_status": 200,
                     *       "retry_after_seconds": null,
                     *       "duration_ms": 131,
                     *       "token": {
                     *         "token_id": "alpha",
                     *         "status": "active",
                     *         "daily_usage": 1,
                     *         "daily_limit": 500,
                     *         "remaining_usage": 499,
                     *         "total_usage": 1,
                     *         "error_count": 0,
                     *         "last_error": null,
                     *         "created_at": "2026-11-22T00:45:44.241Z",
                     *         "expires_at": null,
                     *         "last_used": "2026-11-22T00:45:45.241Z",
                     *         "excluded": null,
                     *         "score": 1,
                     *         "hourly": null,
                     *         "outcomes_today": {
                     *           "success": 2
                     *         },
                     *         "learned_limit": null
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TokenTest"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ada@example.com */
                email: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "email": "ada@example.com",
                     *       "profiles": [
                     *         {
                     *           "timestamp": "2026-11-22T00:45:42.588Z",
                     *           "success": true,
                     *           "profile_data": {
                     *             "display_name": "Frances Haddad",
                     *             "headline": "Recruiter",
                     *             "company": "Example",
                     *             "location": "São Paulo",
                     *             "profile_url": "https://people.example.com/bef5cfd2"
                     *           },
                     *           "saved_at": "2026-11-22T00:45:42.588Z",
                     *           "token_used": "tok-0",
                     *           "email_number": 1,
                     *           "job_id": "f32ae973-816b-4f6b-bf3f-3fc811d1665b"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ProfileVersions"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    eraseProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ada@example.com */
                email: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "email": "ada@example.com",
                     *       "profiles_erased": 1,
                     *       "results_erased": 1,
                     *       "entries_erased": 2,
                     *       "settled": true
                     *     }
                     */
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    exportProfile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example ada@example.com */
                email: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "email": "ada@example.com",
                     *       "exported_at": "2026-11-22T00:50:00.000Z",
                     *       "profiles": [],
                     *       "jobs": [
                     *         {
                     *           "job_id": "f32ae973-816b-4f6b-bf3f-3fc811d1665b",
                     *           "email_number": 1,
                     *           "result": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ProfileExport"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getExtraction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the answer of `/extract` named it
                 * @example 7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77
                 */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "message": "Kept result",
                     *       "data": {
                     *         "invoice_number": "FA-2017-0010",
                     *         "total": 617.15
                     *       },
                     *       "meta": {
                     *         "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77",
                     *         "engine": "offline"
                     *       },
                     *       "kept": {
                     *         "company_id": "NT047",
                     *         "until": "2026-12-05T10:00:00.000Z",
                     *         "reviews": []
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["KeptExtraction"];
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "UNAUTHENTICATED",
                     *       "message": "A valid API key is required, as \"Authorization: Bearer KEY\" or \"X-API-Key: KEY\".",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not allowed, or no usable AI key: see `code` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "FORBIDDEN",
                     *       "message": "This API key lacks the scope \"admin\".",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "NOT_FOUND",
                     *       "message": "This job was not found.",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "RATE_LIMITED",
                     *       "message": "More than 600 requests in a minute. Please slow down.",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not available at the moment */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "STORE_UNAVAILABLE",
                     *       "message": "The token store is out of reach at the moment. Please try again shortly.",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    reviewExtraction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description As the answer of `/extract` named it
                 * @example 7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77
                 */
                request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "anna",
                 *       "corrections": {
                 *         "total": 671.15
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ExtractionReviewRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "message": "Review saved",
                     *       "data": {
                     *         "invoice_number": "FA-2017-0010",
                     *         "total": 617.15
                     *       },
                     *       "meta": {
                     *         "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77",
                     *         "engine": "offline"
                     *       },
                     *       "kept": {
                     *         "company_id": "NT047",
                     *         "until": "2026-12-05T10:00:00.000Z",
                     *         "reviews": [
                     *           {
                     *             "at": "2026-11-28T10:05:00.000Z",
                     *             "by": "accounting",
                     *             "username": "anna",
                     *             "corrections": {
                     *               "total": 671.15
                     *             }
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["KeptExtraction"];
                };
            };
            /** @description The form is not complete */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "VALIDATION_FAILED",
                     *       "message": "The request is not valid: limit: must be a whole number",
                     *       "errors": [
                     *         {
                     *           "field": "limit",
                     *           "problem": "must be a whole number"
                     *         }
                     *       ],
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "UNAUTHENTICATED",
                     *       "message": "A valid API key is required, as \"Authorization: Bearer KEY\" or \"X-API-Key: KEY\".",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not allowed, or no usable AI key: see `code` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "FORBIDDEN",
                     *       "message": "This API key lacks the scope \"admin\".",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "NOT_FOUND",
                     *       "message": "This job was not found.",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "RATE_LIMITED",
                     *       "message": "More than 600 requests in a minute. Please slow down.",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not available at the moment */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "STORE_UNAVAILABLE",
                     *       "message": "The token store is out of reach at the moment. Please try again shortly.",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getExtractionAccuracy: {
        parameters: {
            query?: {
                group?: "field" | "seller" | "engine";
                companyID?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "message": "Accuracy by reviews",
                     *       "data": {
                     *         "group": "field",
                     *         "kept": 40,
                     *         "reviewed": 12,
                     *         "rows": [
                     *           {
                     *             "group": "total",
                     *             "values": 12,
                     *             "right": 11,
                     *             "wrong": 1,
                     *             "missing": 0,
                     *             "accuracy": 0.9167
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ExtractionAccuracy"];
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not allowed, or no usable AI key: see `code` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not available at the moment */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    extractInvoice: {
        parameters: {
            query?: {
                /** @description The form's `split` */
                split?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "file": "@src/demo/sample-invoice.pdf",
                 *       "companyID": "NT047",
                 *       "username": "jo"
                 *     }
                 */
                "multipart/form-data": components["schemas"]["ExtractionRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "message": "Invoice processed successfully",
                     *       "data": {
                     *         "document_type": "invoice",
                     *         "invoice_number": "FA-2017-0010",
                     *         "invoice_date": "2017-11-13",
                     *         "due_date": "2017-12-13",
                     *         "order_number": "PO445",
                     *         "delivery_note": null,
                     *         "currency": "EUR",
                     *         "seller": {
                     *           "name": "Au bon moulin",
                     *           "address": "1242 chemin de l'olive, 84340 Malaucène, FR",
                     *           "tax_id": "FR11999999998"
                     *         },
                     *         "buyer": {
                     *           "name": "Ma jolie boutique",
                     *           "address": "35 rue de la République, 69001 Lyon, FR",
                     *           "tax_id": "FR19787878784"
                     *         },
                     *         "line_items": [
                     *           {
                     *             "line_number": "1",
                     *             "description": "Nougat de l'Abbaye 250g",
                     *             "item_code": "NOUG250",
                     *             "hs_code": null,
                     *             "batch": null,
                     *             "quantity": 20,
                     *             "unit": "C62",
                     *             "unit_price": 4.1,
                     *             "discount": null,
                     *             "tax_rate": 20,
                     *             "line_total": 81.9
                     *           },
                     *           {
                     *             "line_number": "2",
                     *             "description": "Biscuits aux raisins 300g",
                     *             "item_code": "BRAIS300",
                     *             "hs_code": null,
                     *             "batch": null,
                     *             "quantity": 15,
                     *             "unit": "C62",
                     *             "unit_price": 3.2,
                     *             "discount": null,
                     *             "tax_rate": 5.5,
                     *             "line_total": 48
                     *           },
                     *           {
                     *             "line_number": "3",
                     *             "description": "Huile d'olive à l'ancienne",
                     *             "item_code": "HOLANCL",
                     *             "hs_code": null,
                     *             "batch": null,
                     *             "quantity": 25,
                     *             "unit": "LTR",
                     *             "unit_price": 19.8,
                     *             "discount": null,
                     *             "tax_rate": 5.5,
                     *             "line_total": 495
                     *           }
                     *         ],
                     *         "sub_total": 624.9,
                     *         "discount_total": null,
                     *         "charge_total": null,
                     *         "taxable_total": 624.9,
                     *         "taxes": [
                     *           {
                     *             "base": 81.9,
                     *             "rate": 20,
                     *             "amount": 16.38
                     *           },
                     *           {
                     *             "base": 543,
                     *             "rate": 5.5,
                     *             "amount": 29.87
                     *           }
                     *         ],
                     *         "tax_total": 46.25,
                     *         "total": 671.15,
                     *         "prepaid_amount": 201,
                     *         "amount_due": 470.15,
                     *         "payment": {
                     *           "iban": "FR2012421242124212421242124",
                     *           "bic": "FIDCFR21XXX",
                     *           "reference": "FA-2017-0010",
                     *           "terms": "30% d'acompte, solde à 30 j"
                     *         },
                     *         "notes": "Franco de port (commande > 300 € HT)"
                     *       },
                     *       "meta": {
                     *         "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77",
                     *         "engine": "offline",
                     *         "provider": null,
                     *         "model": null,
                     *         "attempts": 1,
                     *         "retry_log": [],
                     *         "pages": 1,
                     *         "duration_ms": 2275,
                     *         "usage": {
                     *           "input_tokens": 0,
                     *           "output_tokens": 0,
                     *           "text_prompt_tokens": 0,
                     *           "image_prompt_tokens": 0,
                     *           "text_candidates_tokens": 0,
                     *           "requests": 0
                     *         },
                     *         "checks": [
                     *           {
                     *             "rule": "BR-CO-10",
                     *             "description": "Sum of lines = sum of the line totals",
                     *             "expected": 624.9,
                     *             "found": 624.9,
                     *             "passed": true,
                     *             "fields": [
                     *               "sub_total",
                     *               "line_items.0.line_total",
                     *               "line_items.1.line_total",
                     *               "line_items.2.line_total"
                     *             ]
                     *           },
                     *           {
                     *             "rule": "BR-CO-13",
                     *             "description": "Total without tax = sum of lines - discounts + charges",
                     *             "expected": 624.9,
                     *             "found": 624.9,
                     *             "passed": true,
                     *             "fields": [
                     *               "taxable_total",
                     *               "sub_total",
                     *               "discount_total",
                     *               "charge_total"
                     *             ]
                     *           },
                     *           {
                     *             "rule": "BR-CO-14",
                     *             "description": "Total tax = sum of the tax amounts by rate",
                     *             "expected": 46.25,
                     *             "found": 46.25,
                     *             "passed": true,
                     *             "fields": [
                     *               "tax_total",
                     *               "taxes.0.amount",
                     *               "taxes.1.amount"
                     *             ]
                     *           },
                     *           {
                     *             "rule": "BR-CO-15",
                     *             "description": "Total with tax = total without tax + total tax",
                     *             "expected": 671.15,
                     *             "found": 671.15,
                     *             "passed": true,
                     *             "fields": [
                     *               "total",
                     *               "taxable_total",
                     *               "tax_total"
                     *             ]
                     *           },
                     *           {
                     *             "rule": "BR-CO-16",
                     *             "description": "Amount due = total with tax - prepaid amount",
                     *             "expected": 470.15,
                     *             "found": 470.15,
                     *             "passed": true,
                     *             "fields": [
                     *               "amount_due",
                     *               "total",
                     *               "prepaid_amount"
                     *             ]
                     *           },
                     *           {
                     *             "rule": "BR-CO-17",
                     *             "description": "Tax amount = taxable amount x rate / 100",
                     *             "expected": 16.38,
                     *             "found": 16.38,
                     *             "passed": true,
                     *             "fields": [
                     *               "taxes.0.amount",
                     *               "taxes.0.base",
                     *               "taxes.0.rate"
                     *             ]
                     *           },
                     *           {
                     *             "rule": "BR-CO-17",
                     *             "description": "Tax amount = taxable amount x rate / 100",
                     *             "expected": 29.87,
                     *             "found": 29.87,
                     *             "passed": true,
                     *             "fields": [
                     *               "taxes.1.amount",
                     *               "taxes.1.base",
                     *               "taxes.1.rate"
                     *             ]
                     *           }
                     *         ],
                     *         "confidence": 1,
                     *         "fields": {
                     *           "invoice_number": {
                     *             "confidence": 1,
                     *             "match": "exact",
                     *             "source": {
                     *               "page": 1,
                     *               "box": [
                     *                 0.1832,
                     *                 0.1067,
                     *                 0.196,
                     *                 0.0224
                     *               ]
                     *             }
                     *           },
                     *           "total": {
                     *             "confidence": 1,
                     *             "match": "normalised",
                     *             "source": {
                     *               "page": 1,
                     *               "box": [
                     *                 0.8788,
                     *                 0.5404,
                     *                 0.0513,
                     *                 0.0119
                     *               ]
                     *             }
                     *           }
                     *         },
                     *         "method": "xml",
                     *         "warnings": [],
                     *         "review": false
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Extraction"] | components["schemas"]["SplitExtraction"];
                };
            };
            /** @description The form is not complete */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "VALIDATION_FAILED",
                     *       "message": "The request is not valid: limit: must be a whole number",
                     *       "errors": [
                     *         {
                     *           "field": "limit",
                     *           "problem": "must be a whole number"
                     *         }
                     *       ],
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description No valid API key */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "UNAUTHENTICATED",
                     *       "message": "A valid API key is required, as \"Authorization: Bearer KEY\" or \"X-API-Key: KEY\".",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not allowed, or no usable AI key: see `code` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "FORBIDDEN",
                     *       "message": "This API key lacks the scope \"admin\".",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The file is too large */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "INVALID_FILE",
                     *       "message": "Failed to process invoice",
                     *       "errors": [
                     *         {
                     *           "field": "file",
                     *           "problem": "The file is larger than 20 MB."
                     *         }
                     *       ],
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not a supported type */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "INVALID_FILE",
                     *       "message": "Failed to process invoice",
                     *       "errors": [
                     *         {
                     *           "field": "file",
                     *           "problem": "The content is not of a supported type. Supported are PDF, PNG, JPEG, WebP and TIFF, and UBL or CII XML."
                     *         }
                     *       ],
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The file cannot be read */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "INVALID_FILE",
                     *       "message": "Failed to process invoice",
                     *       "errors": [
                     *         {
                     *           "field": "file",
                     *           "problem": "The PDF is encrypted."
                     *         }
                     *       ],
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "RATE_LIMITED",
                     *       "message": "More than 600 requests in a minute. Please slow down.",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The provider failed, after the retries */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "EXTRACTION_FAILED",
                     *       "message": "Failed to process invoice",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not available at the moment */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "STORE_UNAVAILABLE",
                     *       "message": "The token store is out of reach at the moment. Please try again shortly.",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The provider took too long */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "error",
                     *       "code": "EXTRACTION_FAILED",
                     *       "message": "Failed to process invoice",
                     *       "data": null,
                     *       "request_id": "7c9d3c1e-8f0b-4d59-9a3c-2f6f0f3a1b77"
                     *     }
                     */
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listCompanies: {
        parameters: {
            query?: {
                /** @description Entries of one page */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "companies": [
                     *         {
                     *           "company_id": "NT047",
                     *           "usable": true,
                     *           "code": null,
                     *           "message": null,
                     *           "total_tokens": 2,
                     *           "usable_tokens": 1,
                     *           "resting_tokens": 0,
                     *           "total_token_limit": 2000000,
                     *           "total_used_tokens": 3170,
                     *           "total_remaining_tokens": 1996830,
                     *           "statuses": {
                     *             "Active": 1,
                     *             "Disabled": 1
                     *           },
                     *           "company_name": "Acme"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["Companies"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getCompanyTokenStatus: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /** @example NT047 */
                companyID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "company_id": "NT047",
                     *       "usable": false,
                     *       "code": "TOKEN_UNAVAILABLE",
                     *       "message": "Your AI token is no longer available or has been disabled. Please contact support.",
                     *       "total_tokens": 1,
                     *       "usable_tokens": 0,
                     *       "resting_tokens": 0,
                     *       "total_token_limit": 1000000,
                     *       "total_used_tokens": 0,
                     *       "total_remaining_tokens": 1000000,
                     *       "statuses": {
                     *         "Disabled": 1
                     *       },
                     *       "tokens": [
                     *         {
                     *           "token_id": 1,
                     *           "company_id": "NT047",
                     *           "company_name": "Acme",
                     *           "provider": "Gemini",
                     *           "model": null,
                     *           "base_url": null,
                     *           "status": "Disabled",
                     *           "total_token_limit": 1000000,
                     *           "total_used_tokens": 0,
                     *           "total_remaining_tokens": 1000000,
                     *           "threshold": 3000,
                     *           "resting": null,
                     *           "created_at": "2026-11-22T00:45:46.623Z",
                     *           "last_updated": "2026-11-22T00:45:46.623Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CompanyStanding"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getCompanyUsage: {
        parameters: {
            query?: {
                /** @description Inclusive; a date is its first instant in the time zone of the answer */
                from?: string;
                /** @description A date includes that day; an instant is exclusive */
                to?: string;
                group?: "day" | "branch" | "user" | "token";
            };
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /** @example NT047 */
                companyID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "company_id": "NT047",
                     *       "from": null,
                     *       "to": null,
                     *       "time_zone": "UTC",
                     *       "group": "day",
                     *       "totals": {
                     *         "extractions": 2,
                     *         "requests": 3,
                     *         "input_tokens": 5036,
                     *         "output_tokens": 1304,
                     *         "text_prompt_tokens": 1424,
                     *         "image_prompt_tokens": 3612,
                     *         "text_candidates_tokens": 1304,
                     *         "total_tokens": 6340
                     *       },
                     *       "rows": [
                     *         {
                     *           "group": "2026-11-22",
                     *           "extractions": 2,
                     *           "requests": 3,
                     *           "input_tokens": 5036,
                     *           "output_tokens": 1304,
                     *           "text_prompt_tokens": 1424,
                     *           "image_prompt_tokens": 3612,
                     *           "text_candidates_tokens": 1304,
                     *           "total_tokens": 6340
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CompanyUsage"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listCompanyKeys: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of an answer that the caller still has.
                 * @example W/"q1xSb3Jc0mVw7uZ8aT4LkA"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /** @example NT047 */
                companyID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "company_id": "NT047",
                     *       "tokens": [
                     *         {
                     *           "token_id": 1,
                     *           "company_id": "NT047",
                     *           "company_name": "Acme",
                     *           "provider": "Gemini",
                     *           "model": null,
                     *           "base_url": null,
                     *           "status": "Disabled",
                     *           "total_token_limit": 1000000,
                     *           "total_used_tokens": 0,
                     *           "total_remaining_tokens": 1000000,
                     *           "threshold": 3000,
                     *           "resting": null,
                     *           "created_at": "2026-11-22T00:45:46.623Z",
                     *           "last_updated": "2026-11-22T00:45:46.623Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CompanyKeys"];
                };
            };
            /** @description As it was when it had the tag of `If-None-Match` */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    addCompanyKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example NT047 */
                companyID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "company_name": "Acme",
                 *       "api_key": "YOUR-AI-KEY",
                 *       "provider": "Gemini",
                 *       "total_token_limit": 1000000
                 *     }
                 */
                "application/json": components["schemas"]["NewCompanyKey"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token_id": 1,
                     *       "company_id": "NT047",
                     *       "company_name": "Acme",
                     *       "provider": "Gemini",
                     *       "model": null,
                     *       "base_url": null,
                     *       "status": "Active",
                     *       "total_token_limit": 1000000,
                     *       "total_used_tokens": 0,
                     *       "total_remaining_tokens": 1000000,
                     *       "threshold": 3000,
                     *       "resting": null,
                     *       "created_at": "2026-11-22T00:45:46.623Z",
                     *       "last_updated": "2026-11-22T00:45:46.623Z"
                     *     }
                     */
                    "application/json": components["schemas"]["CompanyKey"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    changeCompanyKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example NT047 */
                companyID: string;
                /** @example 1 */
                token_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "status": "Disabled"
                 *     }
                 */
                "application/json": components["schemas"]["CompanyKeyEdit"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token_id": 1,
                     *       "company_id": "NT047",
                     *       "company_name": "Acme",
                     *       "provider": "Gemini",
                     *       "model": null,
                     *       "base_url": null,
                     *       "status": "Disabled",
                     *       "total_token_limit": 1000000,
                     *       "total_used_tokens": 0,
                     *       "total_remaining_tokens": 1000000,
                     *       "threshold": 3000,
                     *       "resting": null,
                     *       "created_at": "2026-11-22T00:45:46.623Z",
                     *       "last_updated": "2026-11-22T00:45:46.623Z"
                     *     }
                     */
                    "application/json": components["schemas"]["CompanyKey"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    importCompanyUsage: {
        parameters: {
            query?: {
                token_id?: number;
                branch?: string;
                /** @description Who requested the calls; the name of the API key if not given */
                username?: string;
                /** @description A name for the log, such as that of its file. Equal lines of one import are as many calls, but equal lines of two imports are the same calls, unless their sources differ. Portions of a log whose lines bear no time each need a name of their own */
                source?: string;
            };
            header?: never;
            path: {
                /** @example NT047 */
                companyID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "lines": [
                 *         "2024-11-22 10:15:02,117 INFO invoices Usage: RunUsage(input_tokens=2518, output_tokens=652, details={'text_prompt_tokens': 712, 'image_prompt_tokens': 1806, 'text_candidates_tokens': 652}, requests=1)",
                 *         "2024-11-22 10:17:40,902 INFO invoices Usage: RunUsage(input_tokens=2518, output_tokens=652, requests=1)",
                 *         "2024-11-22 10:18:11,330 INFO invoices Usage: RunUsage(input_tokens=25"
                 *       ],
                 *       "token_id": 1,
                 *       "branch": "Berlin",
                 *       "username": "jo"
                 *     }
                 */
                "application/json": components["schemas"]["UsageImportRequest"];
                /**
                 * @example 2024-11-22 10:15:02,117 INFO invoices Usage: RunUsage(input_tokens=2518, output_tokens=652, details={'text_prompt_tokens': 712, 'image_prompt_tokens': 1806, 'text_candidates_tokens': 652}, requests=1)
                 *     2026-11-22 10:17:40,902 INFO invoices Usage: RunUsage(input_tokens=2518, output_tokens=652, requests=1)
                 *     2026-11-22 10:18:11,330 INFO invoices Usage: RunUsage(input_tokens=25
                 */
                "text/plain": string;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "company_id": "NT047",
                     *       "token_id": 1,
                     *       "imported": 2,
                     *       "already_known": 0,
                     *       "waiting": 0,
                     *       "rejected": [
                     *         {
                     *           "line": 3,
                     *           "problem": "is cut off, or holds no figure that can be read"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UsageImport"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "alive"
                     *     }
                     */
                    "application/json": components["schemas"]["Liveness"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ready"
                     *     }
                     */
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Not available at the moment */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "healthy",
                     *       "health_score": 100,
                     *       "headline": "Everything works.",
                     *       "issues": [],
                     *       "components": {
                     *         "token_store": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.8,
                     *           "total_tokens": 4,
                     *           "available_tokens": 4,
                     *           "available_capacity": 1997
                     *         },
                     *         "company_store": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.7
                     *         },
                     *         "job_runner": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.4,
                     *           "worker_id": "ccfb98cc-2f0e-449e-8051-369a8c59ef68",
                     *           "active_jobs": 0,
                     *           "max_concurrent_jobs": 50
                     *         },
                     *         "upstream": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.4,
                     *           "breaker": "closed"
                     *         },
                     *         "extraction": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.5,
                     *           "in_flight": 0,
                     *           "succeeded": 1,
                     *           "provider_failures": 0
                     *         },
                     *         "outbox": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.5,
                     *           "waiting": 0,
                     *           "delivered": 0
                     *         },
                     *         "log_queue": {
                     *           "status": "healthy",
                     *           "latency_ms": 0.5,
                     *           "depth": 0,
                     *           "written": 0,
                     *           "dropped": 0
                     *         }
                     *       },
                     *       "version": "0.1.0",
                     *       "uptime_seconds": 4,
                     *       "timestamp": "2026-11-22T00:45:46.681Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Not available at the moment */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "timestamp": "2026-11-22T00:45:46.685Z",
                     *       "tokens": {
                     *         "total": 4,
                     *         "available": 4,
                     *         "usage_percentage": 0.15,
                     *         "daily_capacity": 2000,
                     *         "used_capacity": 3,
                     *         "written_off_today": 0
                     *       },
                     *       "jobs": {
                     *         "total_created": 1,
                     *         "total_completed": 1,
                     *         "success_rate": 100,
                     *         "pending": 0,
                     *         "processing": 0
                     *       },
                     *       "emails": {
                     *         "total_processed": 3,
                     *         "total_failed": 1,
                     *         "success_rate": 66.67
                     *       },
                     *       "extraction": {
                     *         "in_flight": 0,
                     *         "succeeded": 1,
                     *         "failed": 0,
                     *         "success_rate": 100,
                     *         "provider_retries": 0,
                     *         "outbox_waiting": 0,
                     *         "outbox_delivered": 0,
                     *         "succeeded_gemini": 0,
                     *         "succeeded_openai": 0,
                     *         "succeeded_offline": 1
                     *       },
                     *       "retries": {
                     *         "retry_rows_waiting": 0,
                     *         "retry_rows_written": 0,
                     *         "retry_rows_dropped": 0
                     *       },
                     *       "service": {
                     *         "uptime_seconds": 4,
                     *         "memory_bytes": 261160960,
                     *         "active_jobs": 0,
                     *         "log_rows_waiting": 0,
                     *         "log_rows_written": 0,
                     *         "log_rows_dropped": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Metrics"];
                    /**
                     * @example # HELP tokenwheel_tokens_total tokens: total
                     *     # TYPE tokenwheel_tokens_total gauge
                     *     tokenwheel_tokens_total 4
                     *
                     *     # HELP tokenwheel_tokens_available tokens: available
                     *     # TYPE tokenwheel_tokens_available gauge
                     *     tokenwheel_tokens_available 4
                     */
                    "text/plain": string;
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getPrometheusMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # HELP tokenwheel_tokens_available Tokens that can serve at this moment.
                     *     # TYPE tokenwheel_tokens_available gauge
                     *     tokenwheel_tokens_available 5
                     */
                    "text/plain": string;
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "caller": {
                     *         "name": "operator",
                     *         "scopes": [
                     *           "jobs",
                     *           "extract",
                     *           "ops",
                     *           "admin"
                     *         ]
                     *       },
                     *       "name": "tokenwheel",
                     *       "version": "0.1.0",
                     *       "node": "v24.21.0",
                     *       "worker_id": "ccfb98cc-2f0e-449e-8051-369a8c59ef68",
                     *       "token_store": "sqlite",
                     *       "company_store": "sqlite",
                     *       "authentication": "none",
                     *       "encryption_at_rest": false,
                     *       "stored_secrets": {
                     *         "bearer_tokens": {
                     *           "rows": 2,
                     *           "plain": 2,
                     *           "unreadable": 0
                     *         },
                     *         "company_keys": {
                     *           "rows": 0,
                     *           "plain": 0,
                     *           "unreadable": 0
                     *         }
                     *       },
                     *       "rotation": {
                     *         "daily_limit": 500,
                     *         "requests_per_token": 15,
                     *         "delay_seconds": 2,
                     *         "max_errors_per_token": 5,
                     *         "cooldown_seconds": 60,
                     *         "reset_time_zone": "Etc/GMT-12",
                     *         "replicas": 1
                     *       },
                     *       "retry": {
                     *         "max_retries": 3,
                     *         "initial_delay": 0.01,
                     *         "max_delay": 0.05,
                     *         "backoff_multiplier": 2,
                     *         "jitter": true
                     *       },
                     *       "jobs": {
                     *         "lease_seconds": 30,
                     *         "retention_days": 30,
                     *         "max_concurrent_jobs": 50
                     *       },
                     *       "rate_limit_per_minute": 0
                     *     }
                     */
                    "application/json": components["schemas"]["ServiceInfo"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getHistory: {
        parameters: {
            query?: {
                /** @description How far back; a day is kept. */
                minutes?: number;
                /** @description Minutes that are added up in one entry. */
                step?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "timestamp": "2026-11-22T00:45:46.685Z",
                     *       "step_minutes": 1,
                     *       "steps": [
                     *         {
                     *           "from": "2026-11-22T00:44:00.000Z",
                     *           "complete": true,
                     *           "processes": 2,
                     *           "results": {
                     *             "successful": 118,
                     *             "failed": 3,
                     *             "by_error_type": {
                     *               "not_found": 2,
                     *               "timeout": 1
                     *             }
                     *           },
                     *           "retries": 4,
                     *           "upstream": {
                     *             "calls": 125,
                     *             "failed_calls": 7,
                     *             "mean_ms": 182,
                     *             "p95_ms": 500,
                     *             "failing": false
                     *           },
                     *           "extraction": {
                     *             "succeeded": 2,
                     *             "failed": 0,
                     *             "by_engine": {
                     *               "gemini": 2
                     *             },
                     *             "by_code": {}
                     *           },
                     *           "providers": {
                     *             "gemini": {
                     *               "calls": 2,
                     *               "failed_calls": 0,
                     *               "mean_ms": 3120,
                     *               "p95_ms": 5000
                     *             }
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["History"];
                };
            };
            /** @description Refused */
            "4XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Failed; worth another try later */
            "5XX": {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
}
