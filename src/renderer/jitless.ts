import { config } from 'zod';

// zod would try `new Function` when a schema is made, which the content security policy forbids. Imported before any schema.
config({ jitless: true });
