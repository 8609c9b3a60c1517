// The API's description, rendered without one request leaving this server.
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import 'swagger-ui-dist/swagger-ui.css';

SwaggerUI({ dom_id: '#openapi', url: '/api/v1/openapi.json', validatorUrl: null, docExpansion: 'list' });
