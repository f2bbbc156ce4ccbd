package io.wirepost.security.audit;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * Audits the requests to a management port of its own, whose server has no filters of the
 * application. Boot reads it where there is such a port
 * ({@code ManagementContextConfiguration.imports}).
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ManagementAudit {

	@Bean
	FilterRegistrationBean<AuditFilter> managementAuditFilter(AuditFilter filter) {
		FilterRegistrationBean<AuditFilter> registration = new FilterRegistrationBean<>(filter);
		registration.setOrder(AuditFilter.ORDER);
		return registration;
	}

}
